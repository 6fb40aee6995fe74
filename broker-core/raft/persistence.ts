import { assert } from '../assert.js';
import { countOwnDurableVote } from './election.js';
import { deliverableIndex, lastIndex, sliceEntries } from './log.js';
import type { RaftMessage } from './messages.js';
import type { RaftNode } from './node.js';
import { acknowledge } from './progress.js';
import { releaseUncommitted } from './requests.js';
import type { LightReady, Ready } from './ready.js';
import { broadcastAppend, maybeCommit } from './replication.js';
import type { Entry, HardState, Snapshot, SoftState } from './types.js';

/** What the driver has been told, so that a Ready carries changes only. */
export type Told = { readyNumber: number; isVoter: boolean } & {
  -readonly [Name in keyof (HardState & SoftState)]: (HardState & SoftState)[Name];
};

const NO_MESSAGES: readonly RaftMessage[] = [];

/** The driver knows what it restored the node from. */
export function createTold(node: RaftNode, hardState: HardState): Told {
  return { readyNumber: 0, isVoter: node.isVoter, ...hardState, role: node.role, leaderId: node.leaderId };
}

/** Whether {@link takeReady} would have anything in it. */
export function hasReady(node: RaftNode, told: Told): boolean {
  const { log } = node;
  return (
    node.outbox.length > 0 ||
    log.handedIndex < lastIndex(log) ||
    log.snapshotPending ||
    log.deliveredIndex < deliverableIndex(log) ||
    told.isVoter !== node.isVoter ||
    hasNewHardState(node, told) ||
    hasNewSoftState(node, told)
  );
}

/** Hands over all that is new, and notes what the driver now owes a durable write. */
export function takeReady(node: RaftNode, told: Told): Ready {
  const { log } = node;
  const isVoteNew = told.term !== node.term || told.votedFor !== node.votedFor;
  const becomesVoter = node.isVoter && !told.isVoter;
  told.isVoter = node.isVoter;
  const hardState = takeHardState(node, told);
  const softState = takeSoftState(node, told);
  const snapshot = takeSnapshot(node);
  const entries = sliceEntries(log, log.handedIndex + 1, lastIndex(log));
  log.handedIndex = lastIndex(log);
  // Behind a snapshot of the same Ready nothing is durable yet, so nothing is delivered.
  const committedEntries = takeCommitted(node);
  const messages = takeOutbox(node);
  told.readyNumber += 1;
  log.pendingWrites.push({
    number: told.readyNumber,
    lastIndex: entries.length === 0 ? 0 : log.handedIndex,
    snapshotIndex: snapshot?.index ?? 0,
    ownVoteTerm: isVoteNew && node.votedFor === node.nodeId ? node.term : 0,
  });
  const isLeader = node.role === 'leader';
  return {
    number: told.readyNumber,
    hardState,
    entries,
    messages: isLeader ? messages : NO_MESSAGES,
    persistedMessages: isLeader ? NO_MESSAGES : messages,
    snapshot,
    committedEntries,
    becomesVoter,
    mustSync: isVoteNew || becomesVoter || entries.length > 0 || snapshot !== null,
    softState,
  };
}

/** Hands over what the write of a Ready has made possible. */
export function takeLightReady(node: RaftNode, told: Told): LightReady {
  const committedEntries = takeCommitted(node);
  const messages = takeOutbox(node);
  // Storing the last Ready gives only a leader something to say; from another role it would leave undurable.
  assert(messages.length === 0 || node.role === 'leader', 'advance: messages of a node that is not leader');
  const commitIndex = node.log.commitIndex > told.commitIndex ? node.log.commitIndex : null;
  told.commitIndex = node.log.commitIndex;
  return { commitIndex, messages, committedEntries };
}

/**
 * Counts as durable what the Readys up to `number` asked to be stored.
 *
 * Writes complete in order, so what is durable is always a past state of this node, whole. A crash takes the
 * node back to a moment that it went through and, since messages wait for their Ready's write, to one after
 * which it said nothing.
 */
export function notePersisted(node: RaftNode, number: number): void {
  const { log } = node;
  let ownVoteTerm = 0;
  while (true) {
    const write = log.pendingWrites[0];
    if (write === undefined || write.number > number) break;
    log.pendingWrites.shift();
    log.persistedIndex = Math.max(log.persistedIndex, write.snapshotIndex, write.lastIndex);
    ownVoteTerm = Math.max(ownVoteTerm, write.ownVoteTerm);
  }
  assert(log.persistedIndex <= log.handedIndex, 'persisted: only what was handed over can be durable');
  if (ownVoteTerm > 0) countOwnDurableVote(node, ownVoteTerm);
  if (node.role !== 'leader') return;
  if (acknowledge(node.self, log.persistedIndex) && maybeCommit(node)) broadcastAppend(node);
}

export function noteApplied(node: RaftNode, index: number): void {
  const { log } = node;
  assert(index >= log.appliedIndex, 'advanceApplied: the applied index never decreases');
  assert(index <= log.deliveredIndex, 'advanceApplied: beyond what was delivered');
  assert(index <= deliverableIndex(log), 'advanceApplied: not yet durable here');
  log.appliedIndex = index;
}

function hasNewHardState(node: RaftNode, told: Told): boolean {
  return (
    told.term !== node.term || told.votedFor !== node.votedFor || told.commitIndex !== node.log.commitIndex
  );
}

function hasNewSoftState(node: RaftNode, told: Told): boolean {
  return told.role !== node.role || told.leaderId !== node.leaderId;
}

function takeHardState(node: RaftNode, told: Told): HardState | null {
  if (!hasNewHardState(node, told)) return null;
  const hardState = { term: node.term, votedFor: node.votedFor, commitIndex: node.log.commitIndex };
  Object.assign(told, hardState);
  return hardState;
}

function takeSoftState(node: RaftNode, told: Told): SoftState | null {
  if (!hasNewSoftState(node, told)) return null;
  const softState = { role: node.role, leaderId: node.leaderId };
  Object.assign(told, softState);
  return softState;
}

function takeSnapshot(node: RaftNode): Snapshot | null {
  const { log } = node;
  if (!log.snapshotPending) return null;
  assert(log.snapshot !== null, 'a pending snapshot is there');
  log.snapshotPending = false;
  log.deliveredIndex = log.snapshot.index;
  return log.snapshot;
}

function takeCommitted(node: RaftNode): readonly Entry[] {
  const { log } = node;
  const committed = sliceEntries(log, log.deliveredIndex + 1, deliverableIndex(log));
  if (committed.length > 0) {
    log.deliveredIndex += committed.length;
    releaseUncommitted(node, committed);
  }
  return committed;
}

function takeOutbox(node: RaftNode): readonly RaftMessage[] {
  if (node.outbox.length === 0) return NO_MESSAGES;
  const messages = node.outbox;
  node.outbox = [];
  return messages;
}
