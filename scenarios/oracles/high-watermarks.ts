/** What the high watermark of a replica says. */
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { endOffset } from '../../broker-core/protocol/record-batch.js';
import type { Invariant, Oracle, ReplicaFactType } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { ReplicaEnd } from './track/replica-end.js';
import { placeText } from './track/text.js';

/** `check` sees each fact and the replica as it was before, and says what is wrong. */
function watch(
  replicaFacts: readonly ReplicaFactType[],
  check: (fact: PartitionFact['fact'], replica: ReplicaEnd) => string | null,
): Invariant['create'] {
  return ({ violate }): Oracle => {
    const replicas = new PerReplica(() => new ReplicaEnd());
    return {
      replicaFacts,
      onReplicaFact(told) {
        const replica = replicas.of(told);
        const wrong = check(told.fact, replica);
        if (wrong !== null) violate(`${told.nodeId} ${placeText(told)}: ${wrong}`);
        replica.take(told.fact);
      },
    };
  };
}

/** In one life of it; a new leader's may be lower than the old one's was. */
export const highWatermarkMonotonic: Invariant = {
  name: 'high-watermark-monotonic',
  doc: 'A replica’s high watermark never goes back, never leaves its log, and nothing below it is truncated.',
  source: 'Kafka documentation, "Replicated logs"; KIP-101',
  create: watch(
    ['opened', 'appended', 'truncated', 'highWatermarkAdvanced'],
    (fact, { highWatermark, endOffset: end }) => {
      if (fact.type === 'highWatermarkAdvanced') {
        const to = fact.highWatermark;
        if (to < highWatermark) return `the high watermark goes from ${highWatermark} back to ${to}`;
        if (to > end) return `the high watermark is ${to} in a log that ends at ${end}`;
      } else if (fact.type === 'truncated' && fact.toOffset < highWatermark)
        return `the log is cut to ${fact.toOffset}, below the high watermark ${highWatermark}`;
      return null;
    },
  ),
};

export const servedBelowHighWatermark: Invariant = {
  name: 'served-below-high-watermark',
  doc: 'Consumers are given only what is below the high watermark.',
  source:
    'Kafka documentation, "Replicated logs: only committed messages are ever given out to the consumer"',
  create: watch(['opened', 'truncated', 'highWatermarkAdvanced', 'served'], (fact, { highWatermark }) => {
    const last = fact.type === 'served' ? fact.batches.at(-1) : undefined;
    if (last === undefined || endOffset(last) <= highWatermark) return null;
    return `serves offsets up to ${endOffset(last) - 1}, its high watermark is ${highWatermark}`;
  }),
};

export const acknowledgedIsCommitted: Invariant = {
  name: 'acknowledged-is-committed',
  doc: 'With acks=all nothing at or above the high watermark is acknowledged.',
  source: 'Kafka documentation, "Replicated logs" (acks=all); KIP-101',
  create: watch(
    ['opened', 'truncated', 'highWatermarkAdvanced', 'acknowledged'],
    (fact, { highWatermark }) => {
      if (fact.type !== 'acknowledged' || fact.acks !== -1 || fact.endOffset <= highWatermark) return null;
      return `acknowledges offsets up to ${fact.endOffset - 1}, its high watermark is ${highWatermark}`;
    },
  ),
};
