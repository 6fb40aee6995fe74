import { recordVote } from './election.js';
import type { RaftMessage } from './messages.js';
import { becomeFollower, type RaftNode } from './node.js';
import { stepFollower } from './step-follower.js';

/** Takes in a message at a node that campaigns, in its own term. */
export function stepCandidate(node: RaftNode, message: RaftMessage): void {
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
    case 'heartbeatResponse':
    case 'timeoutNow':
    case 'requestVote':
    case 'preVote':
    case 'forwardProposal':
    case 'transferLeadership':
      break;
  }
}
