import { assert } from '../assert.js';
import { RaftPanic } from './errors.js';
import { ENTRY_HEADER_BYTES } from './messages.js';
import type { Entry, Snapshot } from './types.js';

/** What one Ready asked to be stored and is not yet known to be durable. */
interface PendingWrite {
  readonly number: number;
  /** The last of its entries that is still in the log, or 0 for none. A later truncation lowers it. */
  lastIndex: number;
  /** The index of its snapshot, or 0 for none. */
  readonly snapshotIndex: number;
  /** The term in which its hard state casts this node's vote for itself, or 0. */
  readonly ownVoteTerm: number;
}

/**
 * The log in memory, with the marks that divide it.
 *
 * `baseIndex <= lastIndex`, `appliedIndex <= deliveredIndex <= commitIndex <= lastIndex` and
 * `appliedIndex <= persistedIndex <= handedIndex <= lastIndex`.
 */
export interface RaftLog {
  /** `entries[i]` has index `baseIndex + 1 + i`. */
  readonly entries: Entry[];
  /** Everything up to here has been compacted away; only its term is known. */
  baseIndex: number;
  baseTerm: number;
  /** The latest snapshot, for followers that need entries at or below `baseIndex`. */
  snapshot: Snapshot | null;
  /** A snapshot was received that no Ready has carried yet. */
  snapshotPending: boolean;
  commitIndex: number;
  /** The state machine has reached this, says the driver. */
  appliedIndex: number;
  /** Committed entries up to here have been given to the driver. */
  deliveredIndex: number;
  /** Entries up to here have been given to the driver for storing. */
  handedIndex: number;
  /** Entries up to here are durable, says the driver. */
  persistedIndex: number;
  /** Given to the driver and not yet durable, oldest first. */
  readonly pendingWrites: PendingWrite[];
}

const NO_ENTRIES: readonly Entry[] = [];

/** The index of the last entry, or of the base if there is none. */
export function lastIndex(log: RaftLog): number {
  return log.baseIndex + log.entries.length;
}

/** The term of the last entry, or of the base if there is none. */
export function lastTerm(log: RaftLog): number {
  const last = log.entries[log.entries.length - 1];
  return last === undefined ? log.baseTerm : last.term;
}

/** The term at `index`, or null where the log does not reach or has been compacted. */
export function termAt(log: RaftLog, index: number): number | null {
  if (index === log.baseIndex) return log.baseTerm;
  const entry = log.entries[index - log.baseIndex - 1];
  return entry === undefined ? null : entry.term;
}

/** Whether a log that ends with (`index`, `term`) is at least as up to date as this. Raft paper, 5.4.1. */
export function isUpToDate(log: RaftLog, index: number, term: number): boolean {
  const ownTerm = lastTerm(log);
  return term > ownTerm || (term === ownTerm && index >= lastIndex(log));
}

/** The entries in `[fromIndex, throughIndex]`. */
export function sliceEntries(log: RaftLog, fromIndex: number, throughIndex: number): readonly Entry[] {
  if (fromIndex > throughIndex) return NO_ENTRIES;
  assert(fromIndex > log.baseIndex, 'log: slice of compacted entries');
  assert(throughIndex <= lastIndex(log), 'log: slice beyond the last entry');
  return log.entries.slice(fromIndex - log.baseIndex - 1, throughIndex - log.baseIndex);
}

/** The entries from `fromIndex` that fit one message: at least one, if there is one. */
export function sliceForAppend(log: RaftLog, fromIndex: number, bytesMax: number): readonly Entry[] {
  const last = lastIndex(log);
  if (fromIndex > last) return NO_ENTRIES;
  let totalBytes = 0;
  let throughIndex = fromIndex - 1;
  while (throughIndex < last) {
    const entry = log.entries[throughIndex - log.baseIndex];
    assert(entry !== undefined, 'log: no gap between base and last');
    totalBytes += ENTRY_HEADER_BYTES + entry.data.length;
    if (totalBytes > bytesMax && throughIndex >= fromIndex) break;
    throughIndex += 1;
  }
  return sliceEntries(log, fromIndex, throughIndex);
}

/**
 * The last index at or below `index` whose term is at most `term`: nothing between can agree with a log that
 * has `term` at `index`. So two logs find their common prefix in one exchange for each term in which they
 * differ, not one for each entry. Raft paper, section 5.3; etcd's `findConflictByTerm`.
 */
export function findConflictByTerm(log: RaftLog, index: number, term: number): number {
  let at = index;
  for (let ownTerm = termAt(log, at); ownTerm !== null && ownTerm > term; ownTerm = termAt(log, at)) at -= 1;
  return at;
}

/**
 * Takes over the leader's `entries` after (`prevIndex`, `prevTerm`) and its commit index; false if this log
 * has no such entry.
 *
 * Entries that are there already are kept: an append that was delayed in the network may be shorter than its
 * successors, and truncating to it would lose acknowledged entries.
 */
export function maybeAppend(
  log: RaftLog,
  prevIndex: number,
  prevTerm: number,
  entries: readonly Entry[],
  leaderCommitIndex: number,
): boolean {
  if (termAt(log, prevIndex) !== prevTerm) return false;
  const newAt = entries.findIndex((entry) => termAt(log, entry.index) !== entry.term);
  const firstNew = entries[newAt];
  if (firstNew !== undefined) {
    truncateFrom(log, firstNew.index);
    for (let at = newAt; at < entries.length; at += 1) appendEntry(log, entries[at] ?? firstNew);
  }
  // Not beyond what this message covers: entries after it may be leftovers of another leader.
  commitTo(log, Math.min(leaderCommitIndex, prevIndex + entries.length));
  return true;
}

export function appendEntry(log: RaftLog, entry: Entry): void {
  assert(entry.index === lastIndex(log) + 1, 'log: appended entries leave no gap');
  log.entries.push(entry);
}

/** Raises the commit index; never lowers it. Throws {@link RaftPanic} if the log does not reach that far. */
export function commitTo(log: RaftLog, index: number): void {
  if (index <= log.commitIndex) return;
  if (index > lastIndex(log)) {
    // The leader counts entries of ours that we do not have: this node acknowledged them and lost them since.
    throw new RaftPanic('commitOutOfRange', `to_commit ${index} is out of range [last ${lastIndex(log)}]`);
  }
  log.commitIndex = index;
}

/** Forgets entries up to `throughIndex`, which `snapshot` covers. */
export function compactLog(log: RaftLog, throughIndex: number, snapshot: Snapshot): void {
  assert(throughIndex <= snapshot.index, 'compact: the snapshot must cover what is forgotten');
  assert(snapshot.index <= log.appliedIndex, 'compact: only what has been applied can be in a snapshot');
  const snapshotTerm = termAt(log, snapshot.index);
  assert(
    snapshotTerm === null || snapshotTerm === snapshot.term,
    'compact: the term of the snapshot is not that of its entry',
  );
  if (log.snapshot === null || log.snapshot.index < snapshot.index) log.snapshot = snapshot;
  if (throughIndex <= log.baseIndex) return;
  const newBaseTerm = termAt(log, throughIndex);
  assert(newBaseTerm !== null, 'compact: beyond the last entry');
  log.entries.splice(0, throughIndex - log.baseIndex);
  log.baseIndex = throughIndex;
  log.baseTerm = newBaseTerm;
}

/** Replaces the whole log by a snapshot from the leader. */
export function restoreSnapshot(log: RaftLog, snapshot: Snapshot): void {
  assert(snapshot.index > log.commitIndex, 'restore: a snapshot never takes back what is committed');
  // Stored entries beyond the commit index may contradict the snapshot: they no longer count as stored.
  retractDurability(log, log.commitIndex);
  log.entries.length = 0;
  log.baseIndex = snapshot.index;
  log.baseTerm = snapshot.term;
  log.snapshot = snapshot;
  log.snapshotPending = true;
  log.commitIndex = snapshot.index;
  log.handedIndex = snapshot.index;
}

/** The highest index that may be delivered: committed by a quorum, and durable here. */
export function deliverableIndex(log: RaftLog): number {
  return Math.min(log.commitIndex, log.persistedIndex);
}

function truncateFrom(log: RaftLog, index: number): void {
  if (index <= log.commitIndex) {
    throw new RaftPanic(
      'committedEntryConflict',
      `entry ${index} conflicts with committed entry [committed ${log.commitIndex}]`,
    );
  }
  log.entries.length = index - log.baseIndex - 1;
  log.handedIndex = Math.min(log.handedIndex, index - 1);
  retractDurability(log, index - 1);
}

/**
 * Entries after `keepIndex` are no longer durable, nor will the writes that are under way make them so.
 *
 * Counter-example to comparing terms when a write completes: (1) a write of entry 6, term 2, is under way;
 * (2) the leader of term 3 replaces it; (3) the leader of term 4 brings (6, term 2) back; (4) the first write
 * completes: its entry is in the log again and counts as durable; (5) the second write takes it off the disk.
 */
function retractDurability(log: RaftLog, keepIndex: number): void {
  log.persistedIndex = Math.min(log.persistedIndex, keepIndex);
  for (const write of log.pendingWrites) write.lastIndex = Math.min(write.lastIndex, keepIndex);
}
