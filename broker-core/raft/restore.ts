import { RaftPanic } from './errors.js';
import { lastIndex, type RaftLog } from './log.js';
import type { Entry, RestoredState } from './types.js';

/**
 * The log of a node that starts, from what it found on its disk.
 *
 * Throws {@link RaftPanic} `restoredStateInvalid` if that contradicts itself: the node must not take part,
 * for it may have promised to others what it has lost.
 */
export function restoreLog(restored: RestoredState): RaftLog {
  const { hardState, snapshot, appliedIndex } = restored;
  const baseIndex = snapshot?.index ?? 0;
  const baseTerm = snapshot?.term ?? 0;
  const entries = restored.entries.filter((entry) => entry.index > baseIndex);
  demandContiguous(entries, baseIndex, baseTerm, hardState.term);
  const end = baseIndex + entries.length;
  // What was applied or is in a snapshot had been committed, even if the stored commit index lagged behind.
  const commitIndex = Math.max(hardState.commitIndex, baseIndex, appliedIndex);
  demand(commitIndex <= end, `commit ${commitIndex} is out of range [last ${end}]`);
  demand(appliedIndex >= baseIndex, `applied ${appliedIndex} is before the snapshot at ${baseIndex}`);
  const log: RaftLog = {
    entries,
    baseIndex,
    baseTerm,
    snapshot,
    snapshotPending: false,
    commitIndex,
    appliedIndex,
    deliveredIndex: appliedIndex,
    handedIndex: end,
    persistedIndex: end,
    pendingWrites: [],
  };
  demand(lastIndex(log) === end, 'the log ends elsewhere than its entries');
  return log;
}

function demandContiguous(
  entries: readonly Entry[],
  baseIndex: number,
  baseTerm: number,
  currentTerm: number,
): void {
  let previousIndex = baseIndex;
  let previousTerm = baseTerm;
  for (const { index, term } of entries) {
    demand(index === previousIndex + 1, `entry ${index} follows ${previousIndex}`);
    demand(term >= previousTerm, `entry ${index} of term ${term} follows one of term ${previousTerm}`);
    previousIndex = index;
    previousTerm = term;
  }
  // A node stores its term before, or with, the first entry of that term.
  demand(previousTerm <= currentTerm, `an entry of term ${previousTerm} in a log of term ${currentTerm}`);
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new RaftPanic('restoredStateInvalid', message);
}
