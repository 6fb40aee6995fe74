import { assert } from '../assert.js';
import { beginCatchUp, countsAsVoter, tellIfCaughtUp } from './catch-up.js';
import { RaftPanic } from './errors.js';
import { findConflictByTerm, lastIndex } from './log.js';
import type { AppendReject, AppendResponse, CatchingUp, RaftMessage } from './messages.js';
import type { RaftNode } from './node.js';
import {
  acknowledge,
  advanceState,
  answersProbe,
  backUp,
  freeFirstInflight,
  isInflightsFull,
  isPaused,
  probeFrom,
  type Progress,
} from './progress.js';
import {
  broadcastAppend,
  maybeCommit,
  sendAppend,
  sendAppendsWhileOpen,
  sendTimeoutNow,
} from './replication.js';

/** Takes in a message at the leader, in its own term. */
export function stepLeader(node: RaftNode, message: RaftMessage): void {
  switch (message.type) {
    case 'appendResponse':
      handleAppendResponse(node, followerOf(node, message.from), message);
      break;
    case 'appendReject':
      handleAppendReject(node, followerOf(node, message.from), message);
      break;
    case 'catchingUp':
      handleCatchingUp(node, followerOf(node, message.from), message);
      break;
    case 'heartbeatResponse':
      handleHeartbeatResponse(node, followerOf(node, message.from));
      break;
    case 'appendEntries':
    case 'heartbeat':
    case 'installSnapshot':
    case 'caughtUp':
      throw new RaftPanic('twoLeadersInOneTerm', `${message.from} leads term ${node.term} as well`);
    case 'voteResponse':
    case 'preVoteResponse':
    case 'timeoutNow':
    case 'requestVote':
    case 'preVote':
    case 'forwardProposal':
    case 'transferLeadership':
      break;
  }
}

function followerOf(node: RaftNode, peer: string): Progress {
  const follower = node.progressByPeer.get(peer);
  assert(follower !== undefined, 'step: messages of strangers have been dropped');
  return follower;
}

function handleAppendResponse(node: RaftNode, follower: Progress, message: AppendResponse): void {
  follower.recentlyActive = true;
  const wasPaused = isPaused(follower);
  const { from, matchIndex } = message;
  const wasCatchingUp = follower.catchUp !== null;
  if (!countsAsVoter(follower, matchIndex)) {
    // Of a life before, or of a voter that still lacks what was appended: a place to probe, and no more.
    if (probeFrom(follower, Math.min(matchIndex, lastIndex(node.log)) + 1)) sendAppend(node, follower, true);
    return;
  }
  const answers = answersProbe(follower, matchIndex);
  if (!acknowledge(follower, matchIndex) && !answers && !wasCatchingUp) return;
  demandSent(node, from, matchIndex);
  advanceState(follower, node.log.baseIndex);
  if (maybeCommit(node)) broadcastAppend(node);
  // What could not be sent while the follower was paused.
  else if (wasPaused) sendAppend(node, follower, true);
  sendAppendsWhileOpen(node, follower);
  if (node.leadTransferee === follower.peer && follower.matchIndex === lastIndex(node.log))
    sendTimeoutNow(node, follower.peer);
}

/** As an acknowledgement, or as the answer to a heartbeat if it brings no news; it commits nothing. */
function handleCatchingUp(node: RaftNode, follower: Progress, message: CatchingUp): void {
  follower.recentlyActive = true;
  const { from, life, matchIndex } = message;
  demandSent(node, from, matchIndex);
  // 1. It was overtaken by the acknowledgement of the voter that the node is by now. 2. The leader begins
  // once more, with a node that has nothing to say about it.
  if (life === follower.caughtUpLife) return;
  if (follower.catchUp?.life !== life) {
    beginCatchUp(node, follower, message);
    return;
  }
  const wasPaused = isPaused(follower);
  if (acknowledge(follower, matchIndex) || answersProbe(follower, matchIndex)) {
    advanceState(follower, node.log.baseIndex);
    if (wasPaused) sendAppend(node, follower, true);
    sendAppendsWhileOpen(node, follower);
  } else sendAgain(node, follower);
  tellIfCaughtUp(node, follower);
}

function demandSent(node: RaftNode, from: string, matchIndex: number): void {
  const last = lastIndex(node.log);
  if (matchIndex <= last) return;
  throw new RaftPanic('unsentAcknowledged', `${from} acknowledges ${matchIndex} of [last ${last}]`);
}

function handleAppendReject(node: RaftNode, follower: Progress, message: AppendReject): void {
  follower.recentlyActive = true;
  // Below its hint the follower has nothing of a higher term; skip this log's entries of such terms at once.
  const probeIndex =
    message.hintTerm > 0
      ? findConflictByTerm(node.log, message.hintIndex, message.hintTerm)
      : message.hintIndex;
  if (backUp(follower, message.rejectedIndex, probeIndex)) sendAppend(node, follower, true);
}

function handleHeartbeatResponse(node: RaftNode, follower: Progress): void {
  follower.recentlyActive = true;
  // It may not have heard that it votes again, or its answer to that was lost.
  tellIfCaughtUp(node, follower);
  sendAgain(node, follower);
}

/** The follower is there: what was on the way to it may be lost. */
function sendAgain(node: RaftNode, follower: Progress): void {
  follower.probePaused = false;
  // All messages of a full window may have been lost; no acknowledgement would ever open it again.
  if (follower.state === 'replicate' && isInflightsFull(follower.inflights))
    freeFirstInflight(follower.inflights);
  // Empty or not, it shows whether the optimistic next index is right: a lost message is found out here.
  // A peer in `probe` has to answer before it is replicated to again, even if it has everything.
  if (follower.matchIndex < lastIndex(node.log) || follower.state === 'probe')
    sendAppend(node, follower, true);
}
