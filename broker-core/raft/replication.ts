import { assert } from '../assert.js';
import { appendEntry, commitTo, lastIndex, sliceForAppend, termAt } from './log.js';
import { envelope, type RaftNode } from './node.js';
import { becomeSnapshot, isPaused, noteEntriesSent, type Progress } from './progress.js';
import { quorumMatchIndex } from './quorum.js';

/** Appends one entry of this leader's term. It counts toward no quorum here until it is durable. */
export function appendOwn(node: RaftNode, data: Uint8Array): void {
  assert(node.role === 'leader', 'only a leader appends of its own');
  appendEntry(node.log, { term: node.term, index: lastIndex(node.log) + 1, data });
}

/**
 * Commits what a quorum holds durably; false if that is nothing new.
 *
 * Only an entry of this term is committed by counting, and everything before it with it. Otherwise (Raft
 * paper, figure 8): (1) S1 leads in term 2 and replicates entry 2 to one other; (2) S5 leads in term 3 with
 * another entry 2, and crashes; (3) S1 leads in term 4 and brings its entry of term 2 to a majority; (4) if
 * that committed it, S5, whose last term is higher, could still be elected and would overwrite it.
 */
export function maybeCommit(node: RaftNode): boolean {
  const index = quorumMatchIndex(node.voters, node.quorumScratch);
  if (index <= node.log.commitIndex || termAt(node.log, index) !== node.term) return false;
  commitTo(node.log, index);
  return true;
}

/** Sends each follower what it may have now; an empty message still carries the commit index. */
export function broadcastAppend(node: RaftNode): void {
  for (const follower of node.followers) sendAppend(node, follower, true);
}

/** Sends entries for as long as there are any and the follower's window is open. */
export function sendAppendsWhileOpen(node: RaftNode, follower: Progress): void {
  while (sendAppend(node, follower, false));
}

/** Sends one append, or a snapshot if the entries are gone; false if the follower is paused or has all. */
export function sendAppend(node: RaftNode, follower: Progress, mayBeEmpty: boolean): boolean {
  if (isPaused(follower)) return false;
  const { log } = node;
  const prevLogIndex = follower.nextIndex - 1;
  const prevLogTerm = termAt(log, prevLogIndex);
  if (prevLogTerm === null) return sendSnapshot(node, follower);
  const entries = sliceForAppend(log, follower.nextIndex, node.config.appendBytesMax);
  if (entries.length === 0 && !mayBeEmpty) return false;
  if (entries.length > 0) noteEntriesSent(follower, prevLogIndex + entries.length);
  node.outbox.push({
    type: 'appendEntries',
    ...envelope(node, follower.peer),
    prevLogIndex,
    prevLogTerm,
    commitIndex: log.commitIndex,
    entries,
  });
  return true;
}

export function broadcastHeartbeat(node: RaftNode): void {
  for (const follower of node.followers) {
    node.outbox.push({
      type: 'heartbeat',
      ...envelope(node, follower.peer),
      // Unbounded, a follower whose log differs beyond its match would commit another leader's entries.
      commitIndex: Math.min(follower.matchIndex, node.log.commitIndex),
    });
  }
}

/** Tells the node that leadership is handed to that it may campaign: it holds everything. */
export function sendTimeoutNow(node: RaftNode, to: string): void {
  node.outbox.push({ type: 'timeoutNow', ...envelope(node, to) });
}

function sendSnapshot(node: RaftNode, follower: Progress): boolean {
  // A snapshot is large: it is not sent to a node that may be down.
  if (!follower.recentlyActive) return false;
  const { snapshot } = node.log;
  assert(
    snapshot !== null && snapshot.index >= node.log.baseIndex,
    'a compacted log has a snapshot that covers the gap',
  );
  becomeSnapshot(follower, snapshot.index);
  node.outbox.push({ type: 'installSnapshot', ...envelope(node, follower.peer), snapshot });
  return true;
}
