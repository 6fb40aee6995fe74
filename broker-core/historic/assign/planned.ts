import type { CreationPort, NewTopic } from '../../broker/creation/creation.js';
import type { Planned } from './shared.js';

/** The partitions of a new topic with what is planned for each, in order; none if nothing can be planned. */
export function planned(port: CreationPort, topic: NewTopic): readonly Planned[] {
  const plan = port.plan(topic);
  const partitions = plan.ok ? plan.partitions : [];
  return partitions.map((assignment, partition) => ({ topic: topic.name, partition, assignment }));
}
