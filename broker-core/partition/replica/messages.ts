/**
 * Replication by push: what the leader has appended, with the join of the logs as in Raft's AppendEntries, so
 * no batch lands on another log. Type aliases, because an interface does not fit `env.ts`'s Payload.
 */
import type { BrokerId } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import type { EpochEnd } from '../log/state.js';
import type { PartitionLog } from '../log/open.js';

export type ReplicateRequest = {
  readonly type: 'replicate';
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly leader: BrokerId;
  readonly leaderEpoch: number;
  /** Where the leader's log ended when its epoch began: everything from there on is of this epoch. */
  readonly epochStartOffset: number;
  /** Counts this leader's requests to this follower in this epoch, from 1. The reply repeats it. */
  readonly requestNumber: number;
  /** Where the batches go: the follower's log must agree with the leader's on everything before it. */
  readonly previousOffset: number;
  /** The epoch of the record before `previousOffset`; {@link NO_EPOCH} at the start of the log. */
  readonly previousEpoch: number;
  /** Empty: a probe for where the logs agree, or news of the high watermark. */
  readonly batches: readonly RecordBatch[];
  readonly highWatermark: number;
};

export type ReplicateReply = {
  readonly type: 'replicateReply';
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
  readonly follower: BrokerId;
  /** Of the life that answers; for AlterPartition, if this makes the follower join the ISR (KIP-903). */
  readonly brokerEpoch: number;
  /** As the follower knows it: of the request, unless it is refused. */
  readonly leaderEpoch: number;
  /** Of the request that is answered; 0 when `ready`, which answers none. */
  readonly requestNumber: number;
  readonly outcome: ReplicateOutcome;
};

export type ReplicateOutcome =
  /** The logs agree, and the follower will find so much of it after a crash. */
  | { readonly type: 'accepted'; readonly durableEndOffset: number }
  /** The logs differ before `previousOffset`. The follower's records up to `epoch` end at `endOffset`. */
  | { readonly type: 'diverged'; readonly endOffset: number; readonly epoch: number }
  /** UNKNOWN_LEADER_EPOCH: `ready` follows when it has heard of it. FENCED_LEADER_EPOCH: that is over. */
  | { readonly type: 'refused'; readonly error: FailureName }
  /** Unasked: the follower now knows this epoch, or has restarted in it. Spares the wait for a resend. */
  | { readonly type: 'ready' };

/** The epoch of the record before the first. */
const NO_EPOCH = -1;

/** The epoch of the record before `offset`; `null` when the log ends before it. */
export function epochBefore(log: PartitionLog, offset: number): number | null {
  return offset === 0 ? NO_EPOCH : log.epochAt(offset - 1);
}

/**
 * On the follower: where to look next, when the logs differ behind a record of `previousEpoch`. Its epochs
 * beyond the leader's there cannot be shared, so a whole one is skipped at a time (KIP-101, Raft section
 * 5.3).
 */
export function matchHint(log: PartitionLog, previousEpoch: number): EpochEnd {
  const whole = { epoch: log.latestEpoch ?? NO_EPOCH, endOffset: log.logEndOffset };
  return log.epochEndOffset(previousEpoch) ?? whole;
}

/** On the leader: where to try next. Always before `previousOffset`, so the search ends. */
export function stepBack(log: PartitionLog, previousOffset: number, hint: EpochEnd): number {
  const own = log.epochEndOffset(hint.epoch)?.endOffset ?? log.logEndOffset;
  return Math.max(0, Math.min(own, hint.endOffset, previousOffset - 1));
}
