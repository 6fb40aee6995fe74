import { unreachable } from '../../assert.js';
import type { Entry, RaftMessage, RaftStatus, Ready } from '../index.js';
import type { Disk } from './disk.js';

/**
 * A message on one line: `n1>n2 appendEntries t1 after 0/0 commit 0: 1/1 foo`. A place in the log is
 * `index/term`.
 */
export function formatMessage(message: RaftMessage): string {
  const head = `${message.from}>${message.to} ${message.type} t${message.term}`;
  const detail = formatDetail(message);
  return detail === '' ? head : `${head} ${detail}`;
}

/** An entry as `index/term data`; a no-op has no data. */
export function formatEntry(entry: Entry): string {
  const text = String.fromCharCode(...entry.data);
  return text === '' ? `${entry.index}/${entry.term}` : `${entry.index}/${entry.term} ${text}`;
}

/** What a Ready asks to be stored, and how many messages wait for it; null if it asks for nothing. */
export function formatWrite(ready: Ready): string | null {
  const parts: string[] = [];
  if (ready.snapshot !== null) parts.push(`snapshot ${ready.snapshot.index}/${ready.snapshot.term}`);
  if (ready.entries.length > 0) parts.push(`entries ${formatEntries(ready.entries)}`);
  if (ready.hardState !== null) {
    const { term, votedFor, commitIndex } = ready.hardState;
    parts.push(`state t${term} vote ${votedFor ?? '-'} commit ${commitIndex}`);
  }
  if (ready.becomesVoter) parts.push('votes again');
  if (parts.length === 0) return null;
  const waiting = ready.persistedMessages.length;
  if (waiting > 0) parts.push(`${waiting} waiting`);
  if (ready.mustSync) parts.push('sync');
  return parts.join('; ');
}

/** The status of a node on one line, and one line for each follower of a leader. */
export function formatStatus(status: RaftStatus): readonly string[] {
  const { nodeId, role, term, votedFor, leaderId, commitIndex, appliedIndex, persistedIndex, lastIndex } =
    status;
  const marks = `commit ${commitIndex} applied ${appliedIndex} persisted ${persistedIndex} last ${lastIndex}`;
  const self = `${nodeId} ${role} t${term} vote ${votedFor ?? '-'} leader ${leaderId ?? '-'} ${marks}`;
  const followers = status.progress
    .filter(({ peer }) => peer !== nodeId)
    .map((peer) => `  ${peer.peer} ${peer.state} match ${peer.matchIndex} next ${peer.nextIndex}`);
  return [self, ...followers];
}

/** What is stored, on one line. */
export function formatDisk(disk: Disk): string {
  const { term, votedFor, commitIndex } = disk.hardState;
  const snapshot = disk.snapshot === null ? '' : `snapshot ${disk.snapshot.index}/${disk.snapshot.term}; `;
  return `${snapshot}entries ${formatEntries(disk.entries)}; state t${term} vote ${votedFor ?? '-'} commit ${commitIndex}`;
}

function formatDetail(message: RaftMessage): string {
  switch (message.type) {
    case 'appendEntries': {
      const head = `after ${message.prevLogIndex}/${message.prevLogTerm} commit ${message.commitIndex}`;
      return message.entries.length === 0 ? head : `${head}: ${formatEntries(message.entries)}`;
    }
    case 'appendResponse':
      return `match ${message.matchIndex}`;
    case 'catchingUp':
      return `life ${message.life} match ${message.matchIndex}`;
    case 'caughtUp':
      return `life ${message.life} until ${message.untilIndex}`;
    case 'appendReject':
      return `at ${message.rejectedIndex} hint ${message.hintIndex}/${message.hintTerm}`;
    case 'heartbeat':
      return `commit ${message.commitIndex}`;
    case 'requestVote':
      return `last ${message.lastLogIndex}/${message.lastLogTerm}${message.leadershipTransfer ? ' by transfer' : ''}`;
    case 'preVote':
      return `last ${message.lastLogIndex}/${message.lastLogTerm}`;
    case 'voteResponse':
    case 'preVoteResponse':
      return message.granted ? 'granted' : 'refused';
    case 'installSnapshot':
      return `${message.snapshot.index}/${message.snapshot.term}`;
    case 'forwardProposal':
      return String.fromCharCode(...message.data);
    case 'transferLeadership':
      return `to ${message.transferee}`;
    case 'heartbeatResponse':
    case 'timeoutNow':
      return '';
    default:
      return unreachable(message);
  }
}

function formatEntries(entries: readonly Entry[]): string {
  return entries.length === 0 ? 'none' : entries.map(formatEntry).join(', ');
}
