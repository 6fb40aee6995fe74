/** What a node is asked from outside: proposals, transfers of leadership, and reports of its transport. */
import { assert } from '../assert.js';
import { lastIndex } from './log.js';
import { envelope, type RaftNode } from './node.js';
import { becomeProbe } from './progress.js';
import { appendOwn, broadcastAppend, sendAppend, sendTimeoutNow } from './replication.js';
import type { Entry, ProposeResult } from './types.js';

/** Appends at the leader, forwards at a follower that knows one, and refuses otherwise. */
export function propose(node: RaftNode, data: Uint8Array): ProposeResult {
  assert(data.length > 0, 'propose: empty data is the no-op of a new leader');
  if (node.role === 'leader') return appendProposal(node, data);
  const { leaderId } = node;
  if (leaderId === null) return { type: 'dropped', reason: 'noLeader' };
  node.outbox.push({ type: 'forwardProposal', ...envelope(node, leaderId), data });
  return { type: 'forwarded', leaderId };
}

/**
 * Takes up a proposal that another node forwarded.
 *
 * One hop only: raft-rs forwards again, and two nodes that take each other for the leader would send the
 * proposal to and fro until one of them learns better.
 */
export function takeForwardedProposal(node: RaftNode, data: Uint8Array): void {
  if (node.role === 'leader' && data.length > 0) appendProposal(node, data);
}

/** Takes delivered entries out of the account of what is proposed and not yet committed. */
export function releaseUncommitted(node: RaftNode, delivered: readonly Entry[]): void {
  if (node.role !== 'leader') return;
  for (const entry of delivered) {
    // Entries of earlier terms were never in the account.
    if (entry.term === node.term) node.uncommittedBytes -= entry.data.length;
  }
  assert(node.uncommittedBytes >= 0, 'no more is released than was proposed');
}

function appendProposal(node: RaftNode, data: Uint8Array): ProposeResult {
  // A log that keeps growing would never be the transferee's too.
  if (node.leadTransferee !== null) return { type: 'dropped', reason: 'transferInProgress' };
  const totalBytes = node.uncommittedBytes + data.length;
  // The first is always let in, or a proposal larger than the bound could never be made.
  if (node.uncommittedBytes > 0 && totalBytes > node.config.uncommittedBytesMax)
    return { type: 'dropped', reason: 'tooMuchUncommitted' };
  node.uncommittedBytes = totalBytes;
  appendOwn(node, data);
  broadcastAppend(node);
  return { type: 'appended', index: lastIndex(node.log), term: node.term };
}

/** Asks for leadership to go to `transferee`: here if this node leads, else by a message to the leader. */
export function transferLeadership(node: RaftNode, transferee: string): void {
  assert(node.progressByPeer.has(transferee), 'transferLeadership: not a member');
  if (node.role === 'leader') {
    requestTransfer(node, transferee);
  } else if (node.leaderId !== null) {
    node.outbox.push({ type: 'transferLeadership', ...envelope(node, node.leaderId), transferee });
  }
}

/**
 * Brings the transferee up to date and tells it to campaign. Raft thesis, section 3.10.
 *
 * Proposals are refused meanwhile. It ends with another leader, or after an election timeout without effect.
 * A request that can have no effect, for a stranger or for a node that may not vote, leaves a pending one
 * alone.
 */
export function requestTransfer(node: RaftNode, transferee: string): void {
  assert(node.role === 'leader', 'only a leader hands over');
  const progress = node.progressByPeer.get(transferee);
  if (progress === undefined || progress.catchUp !== null || node.leadTransferee === transferee) return;
  node.leadTransferee = null;
  if (progress === node.self) return;
  node.electionElapsedTicks = 0;
  node.leadTransferee = transferee;
  if (progress.matchIndex === lastIndex(node.log)) sendTimeoutNow(node, transferee);
  else sendAppend(node, progress, true);
}

/** The transport could not deliver to `peer`: what was sent ahead is likely lost, so probe for its end. */
export function reportUnreachable(node: RaftNode, peer: string): void {
  if (node.role !== 'leader') return;
  const progress = node.progressByPeer.get(peer);
  assert(progress !== undefined, 'reportUnreachable: not a member');
  if (progress.state === 'replicate') becomeProbe(progress);
}

/** The snapshot sent to `peer` arrived, or did not. Before this, or an acknowledgement, it gets no more. */
export function reportSnapshot(node: RaftNode, peer: string, ok: boolean): void {
  if (node.role !== 'leader') return;
  const progress = node.progressByPeer.get(peer);
  assert(progress !== undefined, 'reportSnapshot: not a member');
  if (progress.state !== 'snapshot') return;
  // It did not arrive, so the next index must not jump over it.
  if (!ok) progress.pendingSnapshotIndex = 0;
  becomeProbe(progress);
  // Wait for the acknowledgement, or for a heartbeat response before the next try.
  progress.probePaused = true;
}
