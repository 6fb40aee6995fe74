import { becomesVoter } from './catch-up.js';
import { campaign } from './election.js';
import { commitTo, findConflictByTerm, lastIndex, maybeAppend, restoreSnapshot, termAt } from './log.js';
import type { AppendEntries, Heartbeat, RaftMessage } from './messages.js';
import { envelope, type RaftNode } from './node.js';
import type { Snapshot } from './types.js';

/** Takes in a message at a follower, in its own term. */
export function stepFollower(node: RaftNode, message: RaftMessage): void {
  switch (message.type) {
    case 'appendEntries':
      hearFromLeader(node, message.from);
      handleAppendEntries(node, message);
      break;
    case 'heartbeat':
      hearFromLeader(node, message.from);
      answerHeartbeat(node, message);
      break;
    case 'installSnapshot':
      hearFromLeader(node, message.from);
      acknowledgeTo(node, message.from, restored(node, message.snapshot));
      break;
    case 'caughtUp':
      hearFromLeader(node, message.from);
      if (becomesVoter(node, message)) acknowledgeTo(node, message.from, message.untilIndex);
      break;
    case 'timeoutNow':
      campaign(node, 'transfer');
      break;
    case 'appendResponse':
    case 'appendReject':
    case 'catchingUp':
    case 'heartbeatResponse':
    case 'requestVote':
    case 'voteResponse':
    case 'preVote':
    case 'preVoteResponse':
    case 'forwardProposal':
    case 'transferLeadership':
      break;
  }
}

function hearFromLeader(node: RaftNode, leaderId: string): void {
  node.electionElapsedTicks = 0;
  node.leaderId = leaderId;
}

function answerHeartbeat(node: RaftNode, { from, commitIndex }: Heartbeat): void {
  if (!node.isVoter) {
    // The leader may still count on what this node has forgotten: its log need not reach that far.
    acknowledgeTo(node, from, node.log.commitIndex);
    return;
  }
  commitTo(node.log, commitIndex);
  node.outbox.push({ type: 'heartbeatResponse', ...envelope(node, from) });
}

function handleAppendEntries(node: RaftNode, message: AppendEntries): void {
  const { log } = node;
  const { prevLogIndex, prevLogTerm, entries } = message;
  if (prevLogIndex < log.commitIndex) {
    // An old message. Committed entries are the leader's too, so there is nothing to compare.
    acknowledgeTo(node, message.from, log.commitIndex);
    return;
  }
  if (maybeAppend(log, prevLogIndex, prevLogTerm, entries, message.commitIndex)) {
    acknowledgeTo(node, message.from, prevLogIndex + entries.length);
    return;
  }
  const hintIndex = findConflictByTerm(log, Math.min(prevLogIndex, lastIndex(log)), prevLogTerm);
  node.outbox.push({
    type: 'appendReject',
    ...envelope(node, message.from),
    rejectedIndex: prevLogIndex,
    hintIndex,
    hintTerm: termAt(log, hintIndex) ?? 0,
  });
}

/** Takes over a snapshot unless the log holds as much already; gives the index that is known to agree. */
function restored({ log }: RaftNode, snapshot: Snapshot): number {
  if (snapshot.index > log.commitIndex) {
    // Entries that are here are, by log matching, the same: it is enough to know that they are committed.
    if (termAt(log, snapshot.index) === snapshot.term) commitTo(log, snapshot.index);
    else restoreSnapshot(log, snapshot);
  }
  return log.commitIndex;
}

/** Waits, as all a follower's messages, for durability: it promises what is stored, not what is in memory. */
function acknowledgeTo(node: RaftNode, leaderId: string, matchIndex: number): void {
  const envelopeTo = envelope(node, leaderId);
  if (node.isVoter) node.outbox.push({ type: 'appendResponse', ...envelopeTo, matchIndex });
  else node.outbox.push({ type: 'catchingUp', ...envelopeTo, life: node.config.life, matchIndex });
}
