/** What the high watermark of a replica says. */
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { endOffset } from '../../broker-core/protocol/record-batch.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { ReplicaEnd, ReplicaEnds } from './track/replica-end.js';
import { placeText } from './track/text.js';

/** In one life of it; a new leader's may be lower than the old one's was. */
export const highWatermarkMonotonic: Invariant = {
  name: 'high-watermark-monotonic',
  doc: 'A replica’s high watermark never goes back, never leaves its log, and nothing below it is truncated.',
  source: 'Kafka documentation, "Replicated logs"; KIP-101',
  create: ({ share, violate, judged }) => {
    const replicas = new PerReplica(share, () => new ReplicaEnd());
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'highWatermarkAdvanced'],
      onReplicaFact(told) {
        const before = replicas.of(told);
        judged();
        const wrong = whatGoesBack(told.fact, before);
        if (wrong !== null) violate(`${told.nodeId} ${placeText(told)}: ${wrong}`);
        before.take(told.fact);
      },
    };
  },
};

function whatGoesBack(
  fact: PartitionFact['fact'],
  { highWatermark, endOffset: end }: ReplicaEnd,
): string | null {
  if (fact.type === 'highWatermarkAdvanced') {
    const to = fact.highWatermark;
    if (to < highWatermark) return `the high watermark goes from ${highWatermark} back to ${to}`;
    if (to > end) return `the high watermark is ${to} in a log that ends at ${end}`;
  } else if (fact.type === 'truncated' && fact.toOffset < highWatermark)
    return `the log is cut to ${fact.toOffset}, below the high watermark ${highWatermark}`;
  return null;
}

export const servedBelowHighWatermark: Invariant = {
  name: 'served-below-high-watermark',
  doc: 'Consumers are given only what is below the high watermark.',
  source:
    'Kafka documentation, "Replicated logs: only committed messages are ever given out to the consumer"',
  create: ({ share, violate, judged }) => {
    const replicas = share(ReplicaEnds);
    return {
      replicaFacts: ['served'],
      onReplicaFact(told) {
        const last = told.fact.type === 'served' ? told.fact.batches.at(-1) : undefined;
        const { highWatermark } = replicas.of(told);
        if (last === undefined) return;
        judged();
        if (endOffset(last) <= highWatermark) return;
        const served = `serves offsets up to ${endOffset(last) - 1}`;
        violate(`${told.nodeId} ${placeText(told)}: ${served}, its high watermark is ${highWatermark}`);
      },
    };
  },
};

export const acknowledgedIsCommitted: Invariant = {
  name: 'acknowledged-is-committed',
  doc: 'With acks=all nothing at or above the high watermark is acknowledged.',
  source: 'Kafka documentation, "Replicated logs" (acks=all); KIP-101',
  create: ({ share, violate, judged }) => {
    const replicas = share(ReplicaEnds);
    return {
      replicaFacts: ['acknowledged'],
      onReplicaFact(told) {
        const { fact } = told;
        if (fact.type !== 'acknowledged' || fact.acks !== -1) return;
        judged();
        const { highWatermark } = replicas.of(told);
        if (fact.endOffset <= highWatermark) return;
        const said = `acknowledges offsets up to ${fact.endOffset - 1}`;
        violate(`${told.nodeId} ${placeText(told)}: ${said}, its high watermark is ${highWatermark}`);
      },
    };
  },
};
