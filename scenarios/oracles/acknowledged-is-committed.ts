import type { Invariant } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { ReplicaEnd } from './track/replica-end.js';
import { placeText } from './track/text.js';

/**
 * With `acks=all` a producer hears of success only when its records are below the high watermark (invariant 21). Checked when it is
 * told.
 */
export const acknowledgedIsCommitted: Invariant = {
  name: 'acknowledged-is-committed',
  doc: 'With acks=all nothing at or above the high watermark is acknowledged.',
  source: 'Kafka documentation, "Replicated logs" (acks=all); KIP-101',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => new ReplicaEnd());
    return {
      replicaFacts: ['opened', 'truncated', 'highWatermarkAdvanced', 'acknowledged'],
      onReplicaFact(fact) {
        const replica = replicas.of(fact);
        if (fact.fact.type === 'acknowledged') {
          const { acks, endOffset } = fact.fact;
          if (acks !== -1 || endOffset <= replica.highWatermark) return;
          const offsets = `offsets up to ${endOffset - 1}`;
          const place = `${fact.nodeId} ${placeText(fact)}`;
          violate(`${place}: acknowledges ${offsets}, its high watermark is ${replica.highWatermark}`);
        } else replica.take(fact.fact);
      },
    };
  },
};
