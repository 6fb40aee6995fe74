import type { PartitionFact } from '../../broker-core/broker/facts.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { ReplicaEnd } from './track/replica-end.js';
import { placeText } from './track/text.js';

/**
 * In one life, a replica's high watermark only advances, never beyond its log, and nothing below it is truncated (invariants 24 and
 * 26). A new leader's may be lower than the old one's was. Checked when it moves and when the log is cut.
 */
export const highWatermarkMonotonic: Invariant = {
  name: 'high-watermark-monotonic',
  doc: 'A replica’s high watermark never goes back, never leaves its log, and nothing below it is truncated.',
  source: 'Kafka documentation, "Replicated logs"; KIP-101',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => new ReplicaEnd());
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'highWatermarkAdvanced'],
      onReplicaFact(fact) {
        const replica = replicas.of(fact);
        check(fact, replica, violate);
        replica.take(fact.fact);
      },
    };
  },
};

function check(
  told: PartitionFact,
  { highWatermark, endOffset }: ReplicaEnd,
  violate: OracleContext['violate'],
): void {
  const { fact } = told;
  if (fact.type === 'highWatermarkAdvanced') {
    const to = fact.highWatermark;
    if (to < highWatermark)
      violate(`${whose(told)}: the high watermark goes from ${highWatermark} back to ${to}`);
    if (to > endOffset)
      violate(`${whose(told)}: the high watermark is ${to} in a log that ends at ${endOffset}`);
  } else if (fact.type === 'truncated' && fact.toOffset < highWatermark) {
    const to = String(fact.toOffset);
    violate(`${whose(told)}: the log is cut to ${to}, below the high watermark ${highWatermark}`);
  }
}

function whose(told: PartitionFact): string {
  return `${told.nodeId} ${placeText(told)}`;
}
