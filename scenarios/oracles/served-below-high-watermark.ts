import { endOffset } from '../../broker-core/protocol/record-batch.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { ReplicaEnd } from './track/replica-end.js';
import { placeText } from './track/text.js';

/** A consumer never gets a record at or above the high watermark (invariant 24). Checked when records are given out. */
export const servedBelowHighWatermark: Invariant = {
  name: 'served-below-high-watermark',
  doc: 'Consumers are given only what is below the high watermark.',
  source:
    'Kafka documentation, "Replicated logs: only committed messages are ever given out to the consumer"',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => new ReplicaEnd());
    return {
      replicaFacts: ['opened', 'truncated', 'highWatermarkAdvanced', 'served'],
      onReplicaFact(fact) {
        const replica = replicas.of(fact);
        if (fact.fact.type === 'served') {
          const last = fact.fact.batches[fact.fact.batches.length - 1];
          if (last === undefined || endOffset(last) <= replica.highWatermark) return;
          const offsets = `offsets up to ${endOffset(last) - 1}`;
          violate(
            `${fact.nodeId} ${placeText(fact)}: serves ${offsets}, its high watermark is ${replica.highWatermark}`,
          );
        } else replica.take(fact.fact);
      },
    };
  },
};
