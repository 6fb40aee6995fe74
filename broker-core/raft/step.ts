import { assert } from '../assert.js';
import { recordVote } from './election.js';
import { isUpToDate } from './log.js';
import type { PreVote, RaftMessage, RequestVote } from './messages.js';
import { becomeFollower, envelope, type RaftNode } from './node.js';
import { requestTransfer, takeForwardedProposal } from './requests.js';
import { stepFollower } from './step-follower.js';
import { stepLeader } from './step-leader.js';
import type { Role } from './types.js';

/** Takes in one message, however late, repeated or out of order. Those of strangers are ignored. */
export function step(node: RaftNode, message: RaftMessage): void {
  assert(message.to === node.nodeId, 'step: the message is for another node');
  if (message.from === node.nodeId || !node.progressByPeer.has(message.from)) return;
  // These speak for a client, not for a term: a forwarder that lags behind must not be ignored for it.
  if (message.type === 'forwardProposal') {
    takeForwardedProposal(node, message.data);
    return;
  }
  if (message.type === 'transferLeadership') {
    if (node.role === 'leader') requestTransfer(node, message.transferee);
    return;
  }
  if (message.term < node.term) {
    answerLowerTerm(node, message);
    return;
  }
  if (message.term > node.term && !adoptHigherTerm(node, message)) return;
  if (message.type === 'requestVote' || message.type === 'preVote') answerVoteRequest(node, message);
  else stepOf[node.role](node, message);
}

const stepOf: Readonly<Record<Role, (node: RaftNode, message: RaftMessage) => void>> = {
  follower: stepFollower,
  preCandidate: stepCandidate,
  candidate: stepCandidate,
  leader: stepLeader,
};

/** Takes in a message at a node that campaigns, in its own term. */
function stepCandidate(node: RaftNode, message: RaftMessage): void {
  switch (message.type) {
    case 'voteResponse':
      if (node.role === 'candidate') recordVote(node, message.from, message.granted);
      break;
    case 'preVoteResponse':
      if (node.role === 'preCandidate') recordVote(node, message.from, message.granted);
      break;
    case 'appendEntries':
    case 'heartbeat':
    case 'installSnapshot':
      // Somebody else has won this term.
      becomeFollower(node, message.term, message.from);
      stepFollower(node, message);
      break;
    case 'appendResponse':
    case 'appendReject':
    case 'catchingUp':
    case 'caughtUp':
    case 'heartbeatResponse':
    case 'timeoutNow':
    case 'requestVote':
    case 'preVote':
    case 'forwardProposal':
    case 'transferLeadership':
      break;
  }
}

/** Follows into a higher term where the message calls for it; false if the message is to be ignored. */
function adoptHigherTerm(node: RaftNode, message: RaftMessage): boolean {
  switch (message.type) {
    case 'requestVote':
      if (isInLease(node) && !message.leadershipTransfer) return false;
      becomeFollower(node, message.term, null);
      return true;
    case 'preVote':
      // Asking changes nothing at the voter.
      return !isInLease(node);
    case 'preVoteResponse':
      // A grant repeats the term asked about, which nobody is in yet; a refusal carries the voter's real one.
      if (!message.granted) becomeFollower(node, message.term, null);
      return true;
    case 'appendEntries':
    case 'heartbeat':
    case 'installSnapshot':
    case 'caughtUp':
      becomeFollower(node, message.term, message.from);
      return true;
    case 'appendResponse':
    case 'catchingUp':
    case 'appendReject':
    case 'heartbeatResponse':
    case 'voteResponse':
    case 'timeoutNow':
    case 'forwardProposal':
    case 'transferLeadership':
      becomeFollower(node, message.term, null);
      return true;
  }
}

/**
 * With `checkQuorum`, a node that heard from a leader within an election timeout neither votes nor takes over
 * the term: otherwise one node that returns from a partition would depose a leader that serves everybody
 * else. Raft thesis, section 4.2.3.
 */
function isInLease(node: RaftNode): boolean {
  return (
    node.config.checkQuorum && node.leaderId !== null && node.electionElapsedTicks < node.config.electionTicks
  );
}

function answerLowerTerm(node: RaftNode, message: RaftMessage): void {
  const isFromLeader = message.type === 'heartbeat' || message.type === 'appendEntries';
  if (isFromLeader && (node.config.checkQuorum || node.config.preVote)) {
    // This node's term went up while it was cut off. Its vote requests are ignored (lease) or not sent
    // (pre-vote), and it ignores the leader's messages: it would be stuck for ever unless the leader learns
    // of the term.
    node.outbox.push({ type: 'appendResponse', ...envelope(node, message.from), matchIndex: 0 });
  } else if (message.type === 'preVote') {
    // Silence could block a candidate that has the better log and the lower term.
    node.outbox.push({ type: 'preVoteResponse', ...envelope(node, message.from), granted: false });
  }
}

function answerVoteRequest(node: RaftNode, message: RequestVote | PreVote): void {
  const isFree =
    node.votedFor === message.from ||
    (node.votedFor === null && node.leaderId === null) ||
    (message.type === 'preVote' && message.term > node.term);
  const granted = node.isVoter && isFree && isUpToDate(node.log, message.lastLogIndex, message.lastLogTerm);
  // A pre-candidate ignores what is older than its own term, so a grant repeats the term it asked about.
  const term = granted ? message.term : node.term;
  const type = message.type === 'preVote' ? 'preVoteResponse' : 'voteResponse';
  node.outbox.push({ type, from: node.nodeId, to: message.from, term, granted });
  if (granted && message.type === 'requestVote') {
    node.electionElapsedTicks = 0;
    node.votedFor = message.from;
  }
}
