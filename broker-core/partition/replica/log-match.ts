import type { EpochEnd } from '../log/epochs.js';
import type { PartitionLog } from '../log/open.js';
import { NO_EPOCH } from './messages.js';

/** The epoch of the record before `offset`; `null` when the log ends before it. */
export function epochBefore(log: PartitionLog, offset: number): number | null {
  return offset === 0 ? NO_EPOCH : log.epochAt(offset - 1);
}

/**
 * On the follower: where to look next, when the leader's log and this one do not agree behind a record of `previousEpoch`. Records of epochs
 * beyond the leader's there cannot be shared, so a whole epoch is skipped at a time (KIP-101, and Raft section 5.3).
 */
export function matchHint(log: PartitionLog, previousEpoch: number): EpochEnd {
  const whole = { epoch: log.latestEpoch ?? NO_EPOCH, endOffset: log.logEndOffset };
  return log.epochEndOffset(previousEpoch) ?? whole;
}

/** On the leader: where to try next. Always before `previousOffset`, so the search ends, at the start of the log at the latest. */
export function stepBack(log: PartitionLog, previousOffset: number, hint: EpochEnd): number {
  const own = log.epochEndOffset(hint.epoch)?.endOffset ?? log.logEndOffset;
  return Math.max(0, Math.min(own, hint.endOffset, previousOffset - 1));
}
