import type { PartitionFact } from '../../broker-core/broker/facts.js';
import { endOffset, type RecordBatch } from '../../broker-core/protocol/record-batch.js';
import type { FinalPartition, Invariant, OracleContext } from '../harness/definition/invariant.js';
import { IndexedWindow } from './track/indexed-window.js';
import { PerPartition, PerReplica, type PartitionPlace } from './track/per-partition.js';
import { isSameBatch, ReplicaLog } from './track/replica-log.js';
import { batchText, offsetText } from './track/text.js';

/** What is below a high watermark, as the first replica that had it below its own has it. */
class Committed {
  readonly batches = new IndexedWindow<RecordBatch>(0);
  nodeId = '';
  /** Two that have parted stay apart: the first difference says it all. */
  broken = false;
}

class Replica {
  readonly log = new ReplicaLog();
  highWatermark = 0;
  /** Number of the next batch to be compared. */
  next = 0;
}

export const oneValueAtOneOffset: Invariant = {
  name: 'one-value-at-one-offset',
  doc: 'All replicas and readers have the same batch at an offset below the high watermark.',
  source: 'KIP-101; KIP-279; Jepsen, kafka workload, inconsistent-offsets',
  create: ({ violate }) => {
    const replicas = new PerReplica(() => new Replica());
    const partitions = new PerPartition(() => new Committed());
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'highWatermarkAdvanced'],
      onReplicaFact(fact) {
        const replica = replicas.of(fact);
        follow(replica, fact.fact);
        if (fact.fact.type === 'highWatermarkAdvanced' || fact.fact.type === 'opened')
          compare(fact, replica, partitions.of(fact), violate);
      },
      atEnd({ partitions: read }) {
        for (const partition of read) compareRead(partition, partitions.of(partition), violate);
      },
    };
  },
};

function follow(replica: Replica, fact: PartitionFact['fact']): void {
  replica.log.take(fact);
  if (fact.type === 'highWatermarkAdvanced') replica.highWatermark = fact.highWatermark;
  else if (fact.type === 'truncated') replica.next = Math.min(replica.next, replica.log.batches.endIndex);
  else if (fact.type === 'opened') {
    replica.highWatermark = fact.highWatermark;
    replica.next = 0;
  }
}

function compare(
  place: PartitionFact,
  replica: Replica,
  committed: Committed,
  violate: OracleContext['violate'],
): void {
  const { batches } = replica.log;
  replica.next = Math.max(replica.next, batches.firstIndex, committed.batches.firstIndex);
  for (; !committed.broken; replica.next += 1) {
    const batch = batches.at(replica.next);
    if (batch === undefined || endOffset(batch) > replica.highWatermark) return;
    if (replica.next === committed.batches.endIndex) {
      committed.batches.push(batch);
      committed.nodeId = place.nodeId;
    } else differ(place, `${place.nodeId} has`, batch, committed, replica.next, violate);
  }
}

function compareRead(
  partition: FinalPartition,
  committed: Committed,
  violate: OracleContext['violate'],
): void {
  if (partition.batches === null) return;
  partition.batches.forEach((batch, number) => {
    if (number >= committed.batches.firstIndex && number < committed.batches.endIndex)
      differ(partition, 'a consumer reads', batch, committed, number, violate);
  });
}

function differ(
  place: PartitionPlace,
  who: string,
  batch: RecordBatch,
  committed: Committed,
  number: number,
  violate: OracleContext['violate'],
): void {
  const first = committed.batches.at(number);
  if (committed.broken || (first !== undefined && isSameBatch(first, batch))) return;
  committed.broken = true;
  const where = offsetText({ ...place, offset: batch.baseOffset });
  violate(
    `${where}: ${who} ${batchText(batch)}, committed there (newest by ${committed.nodeId}) was ${batchText(first)}`,
  );
}
