import { campaign } from './election.js';
import { becomeFollower, type RaftNode } from './node.js';
import { takeQuorumActivity } from './quorum.js';
import { broadcastHeartbeat } from './replication.js';

/** Lets one tick pass. How long a tick is, the driver decides. */
export function tick(node: RaftNode): void {
  node.electionElapsedTicks += 1;
  if (node.role === 'leader') tickLeader(node);
  else tickOther(node);
}

function tickOther(node: RaftNode): void {
  if (node.electionElapsedTicks < node.randomizedElectionTicks) return;
  node.electionElapsedTicks = 0;
  campaign(node, 'timeout');
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
