import type { RecordBatch } from '../../broker-core/protocol/record-batch.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { BoundedMap } from './track/bounded-map.js';
import { PerPartition, PerReplica } from './track/per-partition.js';
import { isSameBatch, ReplicaLog } from './track/replica-log.js';
import { batchText, offsetText } from './track/text.js';

interface Acknowledged {
  readonly nodeId: string;
  readonly leaderEpoch: number;
  readonly batch: RecordBatch;
}

/**
 * A retry of the very same batch may be acknowledged again, by a later leader too. With `acks=all` alone: with less, what a
 * deposed leader took may be lost.
 */
export const twoLeadersDoNotAcknowledge: Invariant = {
  name: 'two-leaders-do-not-acknowledge',
  doc: 'Each offset of a partition is acknowledged for one batch only, whoever leads.',
  source: 'KIP-101 (leader epochs); KIP-320',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => new ReplicaLog());
    const partitions = new PerPartition(() => new BoundedMap<number, Acknowledged>());
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'acknowledged'],
      onReplicaFact(fact) {
        const log = replicas.of(fact);
        log.take(fact.fact);
        if (fact.fact.type === 'acknowledged' && fact.fact.acks === -1)
          check(fact, fact.fact, log, partitions.of(fact), violate);
      },
    };
  },
};

function check(
  told: PartitionFact,
  { leaderEpoch, baseOffset }: Extract<PartitionFact['fact'], { type: 'acknowledged' }>,
  log: ReplicaLog,
  acknowledged: BoundedMap<number, Acknowledged>,
  violate: OracleContext['violate'],
): void {
  const where = (): string => offsetText({ ...told, offset: baseOffset });
  const batch = log.find(baseOffset);
  if (batch === undefined) {
    if (baseOffset >= log.endOffset)
      violate(`${where()}: acknowledged by ${told.nodeId}, whose log ends at ${log.endOffset}`);
    return;
  }
  const before = acknowledged.get(baseOffset);
  if (before === undefined) acknowledged.set(baseOffset, { nodeId: told.nodeId, leaderEpoch, batch });
  else if (!isSameBatch(before.batch, batch)) {
    const was = `${before.nodeId} acknowledged ${batchText(before.batch)} in epoch ${before.leaderEpoch}`;
    violate(`${where()}: ${was}, ${told.nodeId} ${batchText(batch)} in epoch ${leaderEpoch}`);
  }
}
