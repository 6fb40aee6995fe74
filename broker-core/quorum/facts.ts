/**
 * What a Raft node tells its observers, for the oracles that check it. Nothing in the broker reads them.
 */
import type { NodeId } from '../env.js';
import type { Entry, HardState, RestoredState, Role, Snapshot } from '../raft/index.js';

/** Of one Ready, in the order in which it is stored: snapshot, entries, hard state. None of it is durable yet. */
export type WrittenFact =
  | {
      readonly type: 'snapshotInstalled';
      readonly nodeId: NodeId;
      readonly readyNumber: number;
      readonly snapshot: Snapshot;
      readonly role: Role;
    }
  /** Replaces what was at these places and all behind them. */
  | {
      readonly type: 'entriesWritten';
      readonly nodeId: NodeId;
      readonly readyNumber: number;
      readonly entries: readonly Entry[];
    }
  | ({
      readonly type: 'hardStateWritten';
      readonly nodeId: NodeId;
      readonly readyNumber: number;
    } & HardState);

export type QuorumFact =
  | {
      readonly type: 'role';
      readonly nodeId: NodeId;
      readonly role: Role;
      readonly term: number;
      readonly leaderId: NodeId | null;
    }
  | WrittenFact
  /** What was written up to this Ready survives a crash. */
  | { readonly type: 'readyDurable'; readonly nodeId: NodeId; readonly readyNumber: number }
  /** What only a leader sends has arrived; Raft may look at it later. */
  | { readonly type: 'leaderHeard'; readonly nodeId: NodeId; readonly from: NodeId; readonly term: number }
  | { readonly type: 'voteSent'; readonly nodeId: NodeId; readonly to: NodeId; readonly term: number }
  | {
      readonly type: 'applied';
      readonly nodeId: NodeId;
      readonly index: number;
      readonly term: number;
      readonly data: Uint8Array;
      readonly stateHash: number;
    }
  /**
   * A proposal was accepted here. `place`: where it stands in this node's log; null: nowhere, it was passed on to the leader, and
   * what becomes of it this node will not hear.
   */
  | {
      readonly type: 'proposalAccepted';
      readonly nodeId: NodeId;
      readonly place: { readonly index: number; readonly term: number } | null;
    }
  /** Whoever made this proposal was told that it is committed. */
  | {
      readonly type: 'proposalReported';
      readonly nodeId: NodeId;
      readonly index: number;
      readonly term: number;
    }
  /** A life begins, with what was found on disk. */
  | { readonly type: 'restored'; readonly nodeId: NodeId; readonly state: RestoredState };
