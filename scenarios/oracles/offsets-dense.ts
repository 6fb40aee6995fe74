import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { endOffset } from '../../broker-core/protocol/record-batch.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { PerReplica } from './track/per-partition.js';
import { placeText } from './track/text.js';

/** In a leader as in a follower; truncations and the start of a role have to know the same end. */
export const offsetsDense: Invariant = {
  name: 'offsets-dense',
  doc: 'Each batch is appended exactly at the end of its replica’s log.',
  source: 'Kafka documentation, "Log" (offsets are sequential); Jepsen, kafka workload, poll-skip',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => ({ endOffset: 0 }));
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'becameLeader'],
      onReplicaFact(fact) {
        take(replicas.of(fact), fact, violate);
      },
    };
  },
};

interface Replica {
  endOffset: number;
}

function take(replica: Replica, told: PartitionFact, violate: OracleContext['violate']): void {
  const { fact } = told;
  switch (fact.type) {
    case 'opened':
      replica.endOffset = 0;
      for (const batch of fact.batches) {
        demandEnd(replica, told, 'finds a batch', batch.baseOffset, violate);
        replica.endOffset = endOffset(batch);
      }
      demandEnd(replica, told, 'the log ends', fact.logEndOffset, violate);
      return;
    case 'appended':
      demandEnd(replica, told, 'appends', fact.batch.baseOffset, violate);
      replica.endOffset = endOffset(fact.batch);
      return;
    case 'truncated':
      demandEnd(replica, told, 'truncates from the end', fact.fromOffset, violate);
      replica.endOffset = fact.toOffset;
      return;
    case 'becameLeader':
      demandEnd(replica, told, 'begins to lead', fact.epochStartOffset, violate);
      return;
    case 'durable':
    case 'becameFollower':
    case 'becameOffline':
    case 'highWatermarkAdvanced':
    case 'acknowledged':
    case 'served':
      return;
  }
}

function demandEnd(
  replica: Replica,
  told: PartitionFact,
  what: string,
  offset: number,
  violate: OracleContext['violate'],
): void {
  if (offset === replica.endOffset) return;
  const place = `${told.nodeId} ${placeText(told)}`;
  violate(`${place}: ${what} at offset ${offset} of a log that ends at ${replica.endOffset}`);
}
