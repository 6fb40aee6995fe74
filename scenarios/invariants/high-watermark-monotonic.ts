import type { PartitionFact } from '../../broker-core/broker/facts.js';
import type { Invariant, OracleContext } from './invariant.js';
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
      onReplicaFact(fact) {
        const replica = replicas.of(fact);
        check(fact, replica, violate);
        replica.take(fact.fact);
      },
    };
  },
};

function check(
  place: PartitionFact,
  { highWatermark, endOffset }: ReplicaEnd,
  violate: OracleContext['violate'],
): void {
  const { fact } = place;
  const told = (text: string): void => {
    violate(`${place.nodeId} ${placeText(place)}: ${text}`);
  };
  if (fact.type === 'highWatermarkAdvanced') {
    if (fact.highWatermark < highWatermark) {
      told(`the high watermark goes from ${String(highWatermark)} back to ${String(fact.highWatermark)}`);
    }
    if (fact.highWatermark > endOffset) {
      told(`the high watermark is ${String(fact.highWatermark)} in a log that ends at ${String(endOffset)}`);
    }
  } else if (fact.type === 'truncated' && fact.toOffset < highWatermark) {
    told(`the log is cut to ${String(fact.toOffset)}, below the high watermark ${String(highWatermark)}`);
  }
}
