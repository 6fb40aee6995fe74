/** What a Raft node tells its observers, for the oracles that check it. Nothing in the broker reads them. */
import type { NodeId } from '../env.js';
import type { Entry, HardState, RestoredState, Role, Snapshot, SoftState } from '../raft/index.js';

/** Of one Ready, in the order of storing: snapshot, entries, hard state. None of it is durable yet. */
export type WrittenFact = { readonly nodeId: NodeId; readonly readyNumber: number } & (
  | { readonly type: 'snapshotInstalled'; readonly snapshot: Snapshot; readonly role: Role }
  /** Replaces what was at these places and all behind them. */
  | { readonly type: 'entriesWritten'; readonly entries: readonly Entry[] }
  | ({ readonly type: 'hardStateWritten' } & HardState)
);

export type QuorumFact =
  | WrittenFact
  | ({ readonly nodeId: NodeId } & (
      | ({ readonly type: 'role'; readonly term: number } & SoftState)
      /** What was written up to this Ready survives a crash. */
      | { readonly type: 'readyDurable'; readonly readyNumber: number }
      /** What only a leader sends has arrived; Raft may look at it later. */
      | { readonly type: 'leaderHeard'; readonly from: NodeId; readonly term: number }
      | { readonly type: 'voteSent'; readonly to: NodeId; readonly term: number }
      | ({ readonly type: 'applied'; readonly stateHash: number } & Entry)
      /**
       * A proposal was accepted here. `place`: where it stands in this node's log; null: it was passed on to
       * the leader, and this node will not hear what becomes of it.
       */
      | {
          readonly type: 'proposalAccepted';
          readonly place: { readonly index: number; readonly term: number } | null;
        }
      /** The proposer was told that this proposal is committed. */
      | { readonly type: 'proposalReported'; readonly index: number; readonly term: number }
      /** A life begins, with what was found on disk. */
      | { readonly type: 'restored'; readonly state: RestoredState }
    ));
