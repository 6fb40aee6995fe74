import { assert } from '../assert.js';
import { lastIndex, lastTerm } from './log.js';
import { becomeFollower, envelope, resetTo, type RaftNode } from './node.js';
import { becomeReplicate } from './progress.js';
import { takeQuorumActivity, tallyVotes } from './quorum.js';
import { appendOwn, broadcastAppend, broadcastHeartbeat } from './replication.js';

const NO_OP = new Uint8Array(0);

/** What set off a campaign. A transfer skips the pre-vote: the leader has asked for it. */
export type CampaignCause = 'timeout' | 'transfer';

/** Lets one tick pass. How long a tick is, the driver decides. */
export function tick(node: RaftNode): void {
  node.electionElapsedTicks += 1;
  if (node.role === 'leader') tickLeader(node);
  else if (node.electionElapsedTicks >= node.randomizedElectionTicks) {
    node.electionElapsedTicks = 0;
    campaign(node, 'timeout');
  }
}

function tickLeader(node: RaftNode): void {
  if (node.electionElapsedTicks >= node.config.electionTicks) {
    node.electionElapsedTicks = 0;
    if (node.config.checkQuorum && !takeQuorumActivity(node.voters, node.self)) {
      becomeFollower(node, node.term, null);
      return;
    }
    // A transfer that took an election timeout has failed; proposals are accepted again.
    node.leadTransferee = null;
  }
  node.heartbeatElapsedTicks += 1;
  if (node.heartbeatElapsedTicks < node.config.heartbeatTicks) return;
  node.heartbeatElapsedTicks = 0;
  broadcastHeartbeat(node);
}

/** Starts an election, or the pre-vote before it. A leader ignores it. */
export function campaign(node: RaftNode, cause: CampaignCause): void {
  if (node.role === 'leader' || !node.isVoter) return;
  if (node.config.preVote && cause === 'timeout') campaignForPreVotes(node);
  else campaignForVotes(node, cause === 'transfer');
}

/** Counts one answer and acts on the outcome. A second answer of the same voter changes nothing. */
export function recordVote(node: RaftNode, voter: string, granted: boolean): void {
  assert(node.role === 'candidate' || node.role === 'preCandidate', 'only a candidate counts votes');
  if (!node.votes.has(voter)) node.votes.set(voter, granted);
  switch (tallyVotes(node.voters.length, node.votes)) {
    case 'won':
      if (node.role === 'preCandidate') campaignForVotes(node, false);
      else becomeLeader(node);
      break;
    case 'lost':
      becomeFollower(node, node.term, null);
      break;
    case 'pending':
      break;
  }
}

/**
 * Counts this node's vote for itself in `term`, now that the vote is durable.
 *
 * raft-rs counts it at once and relies on the driver to hold vote requests back until the vote is stored.
 * Here a driver that breaks this cannot get a leader elected by a vote that a crash would take back: (1) A
 * votes for itself in term 5, not durably, and asks B too early; (2) B grants, and A leads; (3) A crashes,
 * forgets its vote, and grants C's request for term 5; (4) C leads term 5 as well.
 */
export function countOwnDurableVote(node: RaftNode, term: number): void {
  if (node.role !== 'candidate' || node.term !== term) return;
  assert(node.votedFor === node.nodeId, 'a candidate has voted for itself');
  recordVote(node, node.nodeId, true);
}

function campaignForPreVotes(node: RaftNode): void {
  // Neither term nor vote changes, so there is nothing to store and the own answer counts at once.
  node.role = 'preCandidate';
  node.leaderId = null;
  node.votes.clear();
  for (const { peer } of node.followers) {
    node.outbox.push({
      type: 'preVote',
      ...envelope(node, peer),
      term: node.term + 1,
      lastLogIndex: lastIndex(node.log),
      lastLogTerm: lastTerm(node.log),
    });
  }
  recordVote(node, node.nodeId, true);
}

function campaignForVotes(node: RaftNode, leadershipTransfer: boolean): void {
  resetTo(node, node.term + 1);
  node.role = 'candidate';
  node.votedFor = node.nodeId;
  for (const { peer } of node.followers) {
    node.outbox.push({
      type: 'requestVote',
      ...envelope(node, peer),
      lastLogIndex: lastIndex(node.log),
      lastLogTerm: lastTerm(node.log),
      leadershipTransfer,
    });
  }
}

function becomeLeader(node: RaftNode): void {
  assert(node.role === 'candidate', 'only a candidate becomes leader');
  // Its own vote is durable, writes complete in order, and a candidate's log does not change.
  assert(node.log.persistedIndex === lastIndex(node.log), 'the whole log of a new leader is durable');
  resetTo(node, node.term);
  node.leaderId = node.nodeId;
  node.role = 'leader';
  becomeReplicate(node.self);
  // Entries of earlier terms are committed only together with one of this term, so one is needed at once.
  appendOwn(node, NO_OP);
  broadcastAppend(node);
}
