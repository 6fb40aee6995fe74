import { lastIndex } from './log.js';
import type { RaftNode } from './node.js';
import type { Progress, ProgressState } from './progress.js';
import type { Role } from './types.js';

/** A leader's view of one peer, itself included. */
export interface PeerStatus {
  readonly peer: string;
  readonly state: ProgressState;
  readonly matchIndex: number;
  readonly nextIndex: number;
  readonly inflightMessages: number;
  readonly recentlyActive: boolean;
}

/** A copy of what a node knows now. For tests, checks and reports, not for deciding who may answer. */
export interface RaftStatus {
  readonly nodeId: string;
  readonly role: Role;
  /** False while it has to catch up after it has lost its disk. */
  readonly isVoter: boolean;
  readonly term: number;
  readonly votedFor: string | null;
  readonly leaderId: string | null;
  readonly leadTransferee: string | null;
  /** The first entry still held is the one after it. */
  readonly compactedIndex: number;
  /** Of the latest snapshot, or 0. */
  readonly snapshotIndex: number;
  readonly appliedIndex: number;
  readonly persistedIndex: number;
  readonly commitIndex: number;
  readonly lastIndex: number;
  readonly electionElapsedTicks: number;
  readonly randomizedElectionTicks: number;
  readonly uncommittedBytes: number;
  /** In the order of the configuration; empty unless this node leads. */
  readonly progress: readonly PeerStatus[];
}

export function statusOf(node: RaftNode): RaftStatus {
  const { log } = node;
  return {
    nodeId: node.nodeId,
    role: node.role,
    isVoter: node.isVoter,
    term: node.term,
    votedFor: node.votedFor,
    leaderId: node.leaderId,
    leadTransferee: node.leadTransferee,
    compactedIndex: log.baseIndex,
    snapshotIndex: log.snapshot?.index ?? 0,
    appliedIndex: log.appliedIndex,
    persistedIndex: log.persistedIndex,
    commitIndex: log.commitIndex,
    lastIndex: lastIndex(log),
    electionElapsedTicks: node.electionElapsedTicks,
    randomizedElectionTicks: node.randomizedElectionTicks,
    uncommittedBytes: node.uncommittedBytes,
    progress: node.role === 'leader' ? node.voters.map(peerStatus) : [],
  };
}

function peerStatus({ peer, state, matchIndex, nextIndex, inflights, recentlyActive }: Progress): PeerStatus {
  return { peer, state, matchIndex, nextIndex, inflightMessages: inflights.count, recentlyActive };
}
