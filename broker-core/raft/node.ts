import { assert } from '../assert.js';
import { resolveConfig, type RaftConfig, type ResolvedConfig } from './config.js';
import { RaftPanic } from './errors.js';
import { lastIndex, type RaftLog } from './log.js';
import type { Envelope, RaftMessage } from './messages.js';
import { createProgress, resetProgress, type Progress } from './progress.js';
import type { Entry, RestoredState, Role } from './types.js';

/** All that one node holds in memory. The functions of this folder change it in place; it stays inside. */
export interface RaftNode {
  readonly config: ResolvedConfig;
  readonly nodeId: string;
  readonly log: RaftLog;
  role: Role;
  /** Whether this node may vote and counts; see `catch-up.ts`. */
  isVoter: boolean;
  term: number;
  votedFor: string | null;
  leaderId: string | null;
  /** Since a leader was heard from or a vote was given; at a leader, since its last check of the quorum. */
  electionElapsedTicks: number;
  heartbeatElapsedTicks: number;
  /** This node campaigns after so many ticks; drawn again at each {@link resetTo}. */
  randomizedElectionTicks: number;
  /** Draws made in this term. */
  drawCount: number;
  /** Answers to this node's election or pre-election, its own included once that counts. */
  readonly votes: Map<string, boolean>;
  /** All voters in the order of the configuration. */
  readonly voters: readonly Progress[];
  /** The voters other than this node. */
  readonly followers: readonly Progress[];
  readonly self: Progress;
  readonly progressByPeer: ReadonlyMap<string, Progress>;
  /** The node that leadership is being handed to. */
  leadTransferee: string | null;
  /** At a leader: data of its own entries that it has not yet delivered. */
  uncommittedBytes: number;
  outbox: RaftMessage[];
  readonly quorumScratch: number[];
}

/** Builds the state of a node that starts, as a follower, from what it found on its disk. */
export function createNode(config: RaftConfig, restored: RestoredState): RaftNode {
  const resolved = resolveConfig(config);
  const voters = resolved.peers.map((peer) => createProgress(peer, resolved.inflightMessagesMax));
  const self = voters.find((progress) => progress.peer === resolved.nodeId);
  assert(self !== undefined, 'peers: must include nodeId');
  const node: RaftNode = {
    config: resolved,
    nodeId: resolved.nodeId,
    log: restoreLog(restored),
    role: 'follower',
    isVoter: resolved.startsAsVoter,
    term: restored.hardState.term,
    votedFor: restored.hardState.votedFor,
    leaderId: null,
    electionElapsedTicks: 0,
    heartbeatElapsedTicks: 0,
    randomizedElectionTicks: 0,
    drawCount: 0,
    votes: new Map(),
    voters,
    followers: voters.filter((progress) => progress !== self),
    self,
    progressByPeer: new Map(voters.map((progress) => [progress.peer, progress])),
    leadTransferee: null,
    uncommittedBytes: 0,
    outbox: [],
    quorumScratch: voters.map(() => 0),
  };
  resetTo(node, restored.hardState.term);
  return node;
}

/**
 * The log of a node that starts, from what it found on its disk.
 *
 * Throws {@link RaftPanic} `restoredStateInvalid` if that contradicts itself: the node must not take part,
 * for it may have promised to others what it has lost.
 */
function restoreLog(restored: RestoredState): RaftLog {
  const { hardState, snapshot, appliedIndex } = restored;
  const baseIndex = snapshot?.index ?? 0;
  const baseTerm = snapshot?.term ?? 0;
  const entries = restored.entries.filter((entry) => entry.index > baseIndex);
  demandContiguous(entries, baseIndex, baseTerm, hardState.term);
  const end = baseIndex + entries.length;
  // What was applied or is in a snapshot had been committed, even if the stored commit index lagged behind.
  const commitIndex = Math.max(hardState.commitIndex, baseIndex, appliedIndex);
  demand(commitIndex <= end, `commit ${commitIndex} is out of range [last ${end}]`);
  demand(appliedIndex >= baseIndex, `applied ${appliedIndex} is before the snapshot at ${baseIndex}`);
  const log: RaftLog = {
    entries,
    baseIndex,
    baseTerm,
    snapshot,
    snapshotPending: false,
    commitIndex,
    appliedIndex,
    deliveredIndex: appliedIndex,
    handedIndex: end,
    persistedIndex: end,
    pendingWrites: [],
  };
  demand(lastIndex(log) === end, 'the log ends elsewhere than its entries');
  return log;
}

function demandContiguous(
  entries: readonly Entry[],
  baseIndex: number,
  baseTerm: number,
  currentTerm: number,
): void {
  let previousIndex = baseIndex;
  let previousTerm = baseTerm;
  for (const { index, term } of entries) {
    demand(index === previousIndex + 1, `entry ${index} follows ${previousIndex}`);
    demand(term >= previousTerm, `entry ${index} of term ${term} follows one of term ${previousTerm}`);
    previousIndex = index;
    previousTerm = term;
  }
  // A node stores its term before, or with, the first entry of that term.
  demand(previousTerm <= currentTerm, `an entry of term ${previousTerm} in a log of term ${currentTerm}`);
}

function demand(condition: boolean, message: string): void {
  if (!condition) throw new RaftPanic('restoredStateInvalid', message);
}

/** Forgets everything that belongs to one term and role. The vote is kept while the term stays. */
export function resetTo(node: RaftNode, term: number): void {
  assert(term >= node.term, 'a term never decreases');
  if (term !== node.term) {
    node.term = term;
    node.votedFor = null;
    node.drawCount = 0;
  }
  node.leaderId = null;
  node.electionElapsedTicks = 0;
  node.heartbeatElapsedTicks = 0;
  node.randomizedElectionTicks = drawElectionTicks(node);
  node.votes.clear();
  node.leadTransferee = null;
  node.uncommittedBytes = 0;
  const nextIndex = lastIndex(node.log) + 1;
  for (const follower of node.followers) resetProgress(follower, nextIndex, 0);
  // A node vouches for itself only as far as its disk does.
  resetProgress(node.self, nextIndex, node.log.persistedIndex);
}

/** Follows `leaderId`, or nobody yet, in `term`. */
export function becomeFollower(node: RaftNode, term: number, leaderId: string | null): void {
  resetTo(node, term);
  node.leaderId = leaderId;
  node.role = 'follower';
}

/** Who says it, to which node, and in which term; the first fields of nearly every message. */
export function envelope({ nodeId, term }: RaftNode, to: string): Envelope {
  return { from: nodeId, to, term };
}

function drawElectionTicks(node: RaftNode): number {
  const { electionTicks, drawElectionTicks: draw } = node.config;
  const ticks = draw(electionTicks, 2 * electionTicks, node.term, node.drawCount);
  assert(
    Number.isInteger(ticks) && ticks >= electionTicks && ticks < 2 * electionTicks,
    'drawElectionTicks: must return an integer in [lowTicks, highTicksExclusive)',
  );
  node.drawCount += 1;
  return ticks;
}
