import { assert } from '../assert.js';
import { RaftPanic } from './errors.js';
import { findConflictByTerm, lastIndex } from './log.js';
import type { AppendReject, AppendResponse, RaftMessage } from './messages.js';
import type { RaftNode } from './node.js';
import {
  acknowledge,
  advanceState,
  backUp,
  freeFirstInflight,
  isInflightsFull,
  isPaused,
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
    case 'heartbeatResponse':
      handleHeartbeatResponse(node, followerOf(node, message.from));
      break;
    case 'appendEntries':
    case 'heartbeat':
    case 'installSnapshot':
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
  if (!acknowledge(follower, matchIndex)) return;
  const last = lastIndex(node.log);
  if (matchIndex > last) {
    throw new RaftPanic('unsentAcknowledged', `${from} acknowledges ${matchIndex} of [last ${last}]`);
  }
  advanceState(follower);
  if (maybeCommit(node)) broadcastAppend(node);
  // What could not be sent while the follower was paused.
  else if (wasPaused) sendAppend(node, follower, true);
  sendAppendsWhileOpen(node, follower);
  if (node.leadTransferee === follower.peer && follower.matchIndex === lastIndex(node.log))
    sendTimeoutNow(node, follower.peer);
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
  follower.probePaused = false;
  // All messages of a full window may have been lost; no acknowledgement would ever open it again.
  if (follower.state === 'replicate' && isInflightsFull(follower.inflights))
    freeFirstInflight(follower.inflights);
  // Empty or not, it shows whether the optimistic next index is right: a lost message is found out here.
  if (follower.matchIndex < lastIndex(node.log)) sendAppend(node, follower, true);
}
