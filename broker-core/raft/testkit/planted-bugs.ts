import { quorumSize, type RaftMessage, type Ready } from '../index.js';
import { nodeById, type Cluster } from './cluster.js';
import { overwrite, writeReady, type Disk } from './disk.js';
import { CORRECT_HABITS, type DriverHabits, type PersistMode } from './driver.js';

/**
 * A mistake in a driver, or one in the core that a changed message amounts to. The code under test knows
 * nothing of them.
 */
export interface PlantedBug {
  readonly name: string;
  readonly mode: PersistMode;
  readonly habits: DriverHabits;
  readonly tamper: (message: RaftMessage, cluster: Cluster) => RaftMessage | null;
  /** What must be found, among others: the kind of a violation, the code of a node's panic. */
  readonly consequence: string;
}

/** Every ordering rule of a driver, broken once. */
export const DRIVER_BUGS: readonly PlantedBug[] = [
  driverBug(
    'sync: messages leave before the write they rest on',
    'sync',
    { sendPersisted: 'atOnce' },
    'undurablePromise',
  ),
  driverBug(
    'async: messages leave before the write they rest on',
    'async',
    { sendPersisted: 'atOnce' },
    'undurablePromise',
  ),
  driverBug(
    'a write counts as durable when it starts',
    'async',
    { callPersisted: 'atOnce' },
    'committedNotOnQuorum',
  ),
  driverBug('writes finish out of order', 'async', { writeOrder: 'newestFirst' }, 'termWentBack'),
  driverBug('the hard state is not stored', 'sync', { writeReady: forgetHardState }, 'undurablePromise'),
  driverBug('the vote is not stored', 'sync', { writeReady: forgetVote }, 'undurablePromise'),
  driverBug(
    'new entries do not cut off the old ones',
    'sync',
    { writeReady: keepOldTail },
    'restoredStateInvalid',
  ),
  driverBug('a snapshot is not stored', 'sync', { writeReady: forgetSnapshot }, 'undurablePromise'),
  driverBug('the light ready is dropped', 'sync', { lightReady: 'dropped' }, 'appliedOutOfOrder'),
];

/** Every rule between nodes that keeps Raft safe, broken once. */
export const CORE_BUGS: readonly PlantedBug[] = [
  coreBug('votes are given without comparing logs', claimBestLog, 'leaderCompleteness'),
  coreBug('votes are given twice in a term', grantEveryVote, 'electionSafety'),
  coreBug('a heartbeat carries the commit index unbounded', sendWholeCommitIndex, 'stateMachineSafety'),
  coreBug('an entry of an older term commits by counting', commitByCountingAnyTerm, 'committedByNobody'),
  coreBug('an append is taken without comparing the entry before', claimMatchingEntry, 'logMatching'),
  coreBug('a rejected append counts as acknowledged', acknowledgeRejected, 'committedNotOnQuorum'),
  coreBug('a leader of an older term goes on and is obeyed', obeyOldLeader, 'twoLeadersInOneTerm'),
];

function driverBug(
  name: string,
  mode: PersistMode,
  habits: Partial<DriverHabits>,
  consequence: string,
): PlantedBug {
  return { name, mode, habits: { ...CORRECT_HABITS, ...habits }, tamper: (message) => message, consequence };
}

function coreBug(name: string, tamper: PlantedBug['tamper'], consequence: string): PlantedBug {
  return { name, mode: 'async', habits: CORRECT_HABITS, tamper, consequence };
}

function forgetHardState(disk: Disk, ready: Ready): void {
  writeReady(disk, { ...ready, hardState: null });
}

function forgetVote(disk: Disk, ready: Ready): void {
  writeReady(disk, ready);
  disk.hardState = { ...disk.hardState, votedFor: null };
}

function keepOldTail(disk: Disk, ready: Ready): void {
  const before = ready.snapshot === null ? disk.entries : [];
  const last = ready.entries.at(-1)?.index ?? 0;
  writeReady(disk, ready);
  if (last > 0)
    disk.entries = [...overwrite(before, ready.entries), ...before.filter((entry) => entry.index > last)];
}

function forgetSnapshot(disk: Disk, ready: Ready): void {
  writeReady(disk, { ...ready, snapshot: null });
}

function claimBestLog(message: RaftMessage): RaftMessage {
  return message.type === 'requestVote'
    ? { ...message, lastLogTerm: message.term, lastLogIndex: 1e9 }
    : message;
}

function grantEveryVote(message: RaftMessage): RaftMessage {
  return message.type === 'voteResponse' ? { ...message, granted: true } : message;
}

function sendWholeCommitIndex(message: RaftMessage, cluster: Cluster): RaftMessage {
  if (message.type !== 'heartbeat') return message;
  const status = nodeById(cluster, message.from).raft?.status();
  const knownLast = nodeById(cluster, message.to).raft?.status().lastIndex ?? 0;
  return { ...message, commitIndex: Math.min(knownLast, status?.commitIndex ?? 0) };
}

function commitByCountingAnyTerm(message: RaftMessage, cluster: Cluster): RaftMessage {
  if (message.type !== 'appendEntries') return message;
  const progress = nodeById(cluster, message.from).raft?.status().progress ?? [];
  const counted = progress.map((peer) => peer.matchIndex).sort((a, b) => b - a)[
    quorumSize(progress.length) - 1
  ];
  return { ...message, commitIndex: Math.max(message.commitIndex, counted ?? 0) };
}

function claimMatchingEntry(message: RaftMessage, cluster: Cluster): RaftMessage {
  if (message.type !== 'appendEntries') return message;
  const { memory } = nodeById(cluster, message.to);
  const before = memory.entries.find((entry) => entry.index === message.prevLogIndex);
  return { ...message, prevLogTerm: before?.term ?? message.prevLogTerm };
}

function acknowledgeRejected(message: RaftMessage): RaftMessage {
  if (message.type !== 'appendReject') return message;
  const { from, to, term, rejectedIndex } = message;
  return { type: 'appendResponse', from, to, term, matchIndex: rejectedIndex };
}

function obeyOldLeader(message: RaftMessage, cluster: Cluster): RaftMessage | null {
  const receiver = nodeById(cluster, message.to).raft?.status();
  if (receiver?.role === 'leader' && message.term > receiver.term) return null;
  if (message.type !== 'appendEntries') return message;
  return { ...message, term: Math.max(receiver?.term ?? 0, message.term) };
}
