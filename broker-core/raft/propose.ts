import { assert } from '../assert.js';
import { lastIndex } from './log.js';
import { envelope, type RaftNode } from './node.js';
import { appendOwn, broadcastAppend } from './replication.js';
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
