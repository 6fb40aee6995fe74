/** What the replicas of a partition hold at an offset, and for which batch it is acknowledged. */
import type { PartitionFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import { endOffset, type RecordBatch } from '../../broker-core/protocol/record-batch.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { IndexedWindow } from './track/indexed-window.js';
import { Losses } from './track/losses.js';
import { PerPartition, PerReplica, type PartitionPlace } from './track/per-partition.js';
import { isSameBatch, ReplicaLogs, type ReplicaLog } from './track/replica-log.js';
import { batchText, offsetText, placeText } from './track/text.js';

/** In a leader as in a follower; truncations and the start of a role have to know the same end. */
export const offsetsDense: Invariant = {
  name: 'offsets-dense',
  doc: 'Each batch is appended exactly at the end of its replica’s log.',
  source: 'Kafka documentation, "Log" (offsets are sequential); Jepsen, kafka workload, poll-skip',
  create: ({ share, violate, judged }) => {
    const replicas = new PerReplica(share, () => ({ endOffset: 0 }));
    return {
      replicaFacts: ['opened', 'appended', 'truncated', 'becameLeader'],
      onReplicaFact(told) {
        const { fact } = told;
        const replica = replicas.of(told);
        const demandEnd = (what: string, offset: number): void => {
          judged();
          if (offset === replica.endOffset) return;
          const place = `${told.nodeId} ${placeText(told)}`;
          violate(`${place}: ${what} at offset ${offset} of a log that ends at ${replica.endOffset}`);
        };
        if (fact.type === 'opened') {
          replica.endOffset = 0;
          for (const batch of fact.batches) {
            demandEnd('finds a batch', batch.baseOffset);
            replica.endOffset = endOffset(batch);
          }
          demandEnd('the log ends', fact.logEndOffset);
        } else if (fact.type === 'appended') {
          demandEnd('appends', fact.batch.baseOffset);
          replica.endOffset = endOffset(fact.batch);
        } else if (fact.type === 'truncated') {
          demandEnd('truncates from the end', fact.fromOffset);
          replica.endOffset = fact.toOffset;
        } else if (fact.type === 'becameLeader') demandEnd('begins to lead', fact.epochStartOffset);
      },
    };
  },
};

/** Leader epochs that are remembered of a partition. */
const EPOCHS_MAX = 1_024;

interface Leader {
  readonly nodeId: NodeId;
  readonly life: number;
}

/**
 * Otherwise: 1. A leads epoch 5, sends r to B and loses power before its own disk has r. 2. A is back, leads
 * epoch 5 again and writes s at the same offset. 3. B has a record of epoch 5 there and takes it for s.
 */
export const oneLeaderPerEpoch: Invariant = {
  name: 'one-leader-per-epoch',
  doc: 'A leader epoch of a partition is led by one broker, in one life of it.',
  source: 'KIP-101; KIP-631 (broker epochs)',
  create: ({ violate, judged }) => {
    const partitions = new PerPartition(() => new BoundedMap<number, Leader>(EPOCHS_MAX));
    const lives = new Map<NodeId, number>();
    return {
      replicaFacts: ['becameLeader'],
      onReplicaFact(fact) {
        if (fact.fact.type !== 'becameLeader') return;
        const { nodeId } = fact;
        const { leaderEpoch } = fact.fact;
        const life = lives.get(nodeId) ?? 1;
        const epochs = partitions.of(fact);
        const before = epochs.get(leaderEpoch);
        judged();
        if (before === undefined) epochs.set(leaderEpoch, { nodeId, life });
        else if (before.nodeId !== nodeId || before.life !== life) {
          const was = `${before.nodeId} in its life ${before.life}`;
          const is = `${nodeId} in its life ${life}`;
          violate(`${placeText(fact)} epoch ${leaderEpoch}: led by ${was}, and by ${is}`);
        }
      },
      onCrash(nodeId) {
        lives.set(nodeId, (lives.get(nodeId) ?? 1) + 1);
      },
    };
  },
};

/** What is below a high watermark, as the first replica that had it below its own has it. */
class Committed {
  readonly batches = new IndexedWindow<RecordBatch>(0);
  nodeId = '';
  /** Two that have parted stay apart: the first difference says it all. */
  broken = false;
}

class Replica {
  highWatermark = 0;
  /** Number of the next batch to be compared. */
  next = 0;

  take(fact: PartitionFact['fact'], log: ReplicaLog): void {
    if (fact.type === 'highWatermarkAdvanced') this.highWatermark = fact.highWatermark;
    else if (fact.type === 'truncated') this.next = Math.min(this.next, log.batches.endIndex);
    else if (fact.type === 'opened') {
      this.highWatermark = fact.highWatermark;
      this.next = 0;
    }
  }
}

export const oneValueAtOneOffset: Invariant = {
  name: 'one-value-at-one-offset',
  doc: 'All replicas and readers have the same batch at an offset below the high watermark.',
  source: 'KIP-101; KIP-279; Jepsen, kafka workload, inconsistent-offsets',
  create: ({ share, violate, judged }) => {
    const logs = share(ReplicaLogs);
    const losses = share(Losses);
    const replicas = new PerReplica(share, () => new Replica());
    const partitions = new PerPartition(() => new Committed());
    const compare = (place: PartitionPlace, who: string, batch: RecordBatch, number: number): void => {
      const committed = partitions.of(place);
      judged();
      const first = committed.batches.at(number);
      if (committed.broken || (first !== undefined && isSameBatch(first, batch))) return;
      // Either may be what was lost: a replica that was away still has it.
      const earlier = Math.min(first?.leaderEpoch ?? batch.leaderEpoch, batch.leaderEpoch);
      if (losses.mayLackEpoch(place, earlier)) {
        if (!losses.mayLackEpoch(place, batch.leaderEpoch)) committed.batches.replace(number, batch);
        return;
      }
      committed.broken = true;
      const where = offsetText({ ...place, offset: batch.baseOffset });
      const was = `committed there (newest by ${committed.nodeId}) was ${batchText(first)}`;
      violate(`${where}: ${who} ${batchText(batch)}, ${was}`);
    };
    return {
      replicaFacts: ['opened', 'truncated', 'highWatermarkAdvanced'],
      onReplicaFact(told) {
        const replica = replicas.of(told);
        const log = logs.of(told);
        replica.take(told.fact, log);
        if (told.fact.type !== 'highWatermarkAdvanced' && told.fact.type !== 'opened') return;
        const committed = partitions.of(told);
        const { batches } = log;
        replica.next = Math.max(replica.next, batches.firstIndex, committed.batches.firstIndex);
        for (; !committed.broken; replica.next += 1) {
          const batch = batches.at(replica.next);
          if (batch === undefined || endOffset(batch) > replica.highWatermark) return;
          if (replica.next === committed.batches.endIndex) {
            committed.batches.push(batch);
            committed.nodeId = told.nodeId;
          } else compare(told, `${told.nodeId} has`, batch, replica.next);
        }
      },
      atEnd({ partitions: read, views }) {
        const [view] = views.values();
        for (const final of read) {
          const partition = { ...final, topicId: view?.metadata.topic(final.topic)?.topicId ?? final.topic };
          const { firstIndex, endIndex } = partitions.of(partition).batches;
          for (const [number, batch] of partition.batches?.entries() ?? [])
            if (number >= firstIndex && number < endIndex)
              compare(partition, 'a consumer reads', batch, number);
        }
      },
    };
  },
};

interface Acknowledged {
  readonly nodeId: string;
  readonly leaderEpoch: number;
  readonly batch: RecordBatch;
}

/**
 * A retry of the very same batch may be acknowledged again, by a later leader too. With `acks=all` alone:
 * with less, what a deposed leader took may be lost.
 */
export const twoLeadersDoNotAcknowledge: Invariant = {
  name: 'two-leaders-do-not-acknowledge',
  doc: 'Each offset of a partition is acknowledged for one batch only, under any leader.',
  source: 'KIP-101 (leader epochs); KIP-320',
  create: ({ share, violate, judged }) => {
    const logs = share(ReplicaLogs);
    const losses = share(Losses);
    const partitions = new PerPartition(() => new BoundedMap<number, Acknowledged>());
    return {
      replicaFacts: ['acknowledged'],
      onReplicaFact(told) {
        const { nodeId, fact } = told;
        if (fact.type !== 'acknowledged' || fact.acks !== -1) return;
        const { leaderEpoch, baseOffset } = fact;
        const log = logs.of(told);
        const where = (): string => offsetText({ ...told, offset: baseOffset });
        const batch = log.find(baseOffset);
        judged();
        if (batch === undefined) {
          if (baseOffset >= log.endOffset)
            violate(`${where()}: acknowledged by ${nodeId}, whose log ends at ${log.endOffset}`);
          return;
        }
        const acknowledged = partitions.of(told);
        const before = acknowledged.get(baseOffset);
        const isOwed = before !== undefined && !losses.mayLackEpoch(told, before.leaderEpoch);
        if (!isOwed) acknowledged.set(baseOffset, { nodeId, leaderEpoch, batch });
        else if (!isSameBatch(before.batch, batch)) {
          const was = `${before.nodeId} acknowledged ${batchText(before.batch)} in epoch ${before.leaderEpoch}`;
          violate(`${where()}: ${was}, ${nodeId} ${batchText(batch)} in epoch ${leaderEpoch}`);
        }
      },
    };
  },
};
