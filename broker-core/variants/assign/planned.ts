import type { CreationPort, NewTopic } from '../../topics/creation.js';
import type { Planned } from './shared.js';

/** The partitions of a new topic with what is planned for each, in order. */
export function planned(port: CreationPort, topic: NewTopic): readonly Planned[] {
  return port.plan(topic).map((assignment, partition) => ({ topic: topic.name, partition, assignment }));
}
