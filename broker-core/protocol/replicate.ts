/**
 * Replication by push: the leader sends what it has appended. It checks the join of the logs as Raft's AppendEntries does,
 * so a batch is never laid on a log that it was not read from.
 */
import type { RecordBatch } from '../produce/log/batch.js';
import type { FailureName } from './errors.js';

export type ReplicateRequest = {
  readonly type: 'replicate';
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  /** The offset behind which the batches go: the follower's log end must be it, or lie beyond it. */
  readonly prevOffset: number;
  /** The epoch of the record before `prevOffset`; -1 at the start of the log. */
  readonly prevEpoch: number;
  /** Empty: a heartbeat, which carries the high watermark. */
  readonly batches: readonly RecordBatch[];
  readonly highWatermark: number;
};

export type ReplicateResponse = {
  readonly type: 'replicate';
  readonly topic: string;
  readonly partition: number;
  readonly brokerId: number;
  /** Of the life that answers: the leader puts it into AlterPartition when this makes the follower join the ISR (KIP-903). */
  readonly brokerEpoch: number;
  /** The epoch of the request that is answered, or the follower's own when that is newer. */
  readonly leaderEpoch: number;
  /**
   * `accepted`: durable up to `logEndOffset`. `diverged`: the logs do not join at `prevOffset`; the leader goes on from
   * `logEndOffset`, at most the follower's end in an epoch that both may know. `refused`: for the reason in `error`.
   */
  readonly outcome:
    | { readonly type: 'accepted'; readonly logEndOffset: number }
    | { readonly type: 'diverged'; readonly logEndOffset: number; readonly lastEpoch: number }
    | { readonly type: 'refused'; readonly error: FailureName };
};
