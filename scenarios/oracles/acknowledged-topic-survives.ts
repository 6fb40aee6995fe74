import { topicView } from '../../broker-core/metadata/views.js';
import type { MetadataView } from '../../broker-core/metadata/state/state.js';
import type { Invariant } from '../harness/definition/invariant.js';

/**
 * A topic whose creation was acknowledged is there on every broker, with every partition assigned, led and with an ISR (invariant 34).
 * Checked at the end, when all that was broken has been mended.
 */
export const acknowledgedTopicSurvives: Invariant = {
  name: 'acknowledged-topic-survives',
  doc: 'A topic that was acknowledged is on every broker, each partition assigned, led and with an ISR.',
  source: 'spec d.5 (R4, L9-L11); Kafka, CreateTopics (wait until the topic is ready)',
  create: ({ violate }) => ({
    atEnd({ history, views }) {
      for (const topic of history.topicsAcknowledged) {
        for (const [nodeId, { metadata }] of views) {
          const missing = whatIsMissing(metadata, topic);
          if (missing !== null) violate(`${topic} was acknowledged, and ${nodeId} has ${missing}`);
        }
      }
    },
  }),
};

function whatIsMissing(metadata: MetadataView, name: string): string | null {
  const topic = topicView(metadata, name);
  if (topic === null) return 'no such topic';
  for (const [place, partition] of topic.partitions.entries()) {
    if (partition === null || partition.replicas.length === 0) return `partition ${place} unassigned`;
    if (partition.leader === null) return `partition ${place} without a leader`;
    if (partition.isr.length === 0) return `partition ${place} without an ISR`;
  }
  return topic.partitions.length === 0 ? 'it without a partition' : null;
}
