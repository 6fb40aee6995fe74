/** One place in the replicated log. Empty `data` is the no-op that a new leader appends. Never mutated. */
export interface Entry {
  readonly term: number;
  /** Starts at 1 and has no gaps. */
  readonly index: number;
  readonly data: Uint8Array;
}

/** What a node must not forget in a crash. Raft paper, figure 2; `commitIndex` is kept as a convenience. */
export interface HardState {
  readonly term: number;
  readonly votedFor: string | null;
  /** May lag: it is found again from the leader. It may never be ahead of the stored entries. */
  readonly commitIndex: number;
}

/** The state machine as of `index`, which replaces all entries up to it. Raft paper, section 7. */
export interface Snapshot {
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
}

/** Raft roles; a `preCandidate` asks whether it could win before it raises its term. Raft thesis, 9.6. */
export type Role = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** What is worth telling an observer and needs no storing. */
export interface SoftState {
  readonly role: Role;
  readonly leaderId: string | null;
}

/**
 * What a node found on its disk. A first start is {@link EMPTY_STATE}.
 *
 * Entries that the snapshot covers are ignored; those after it must follow without a gap.
 */
export interface RestoredState {
  readonly hardState: HardState;
  readonly entries: readonly Entry[];
  readonly snapshot: Snapshot | null;
  /** The index that the state machine has reached, at least the snapshot's. Delivery goes on after it. */
  readonly appliedIndex: number;
}

/** The state of a node that has never run. */
export const EMPTY_STATE: RestoredState = {
  hardState: { term: 0, votedFor: null, commitIndex: 0 },
  entries: [],
  snapshot: null,
  appliedIndex: 0,
};

/** What became of a proposal. Only `appended` names a place, and another leader may overwrite that. */
export type ProposeResult =
  /** Committed if and only if the entry delivered at `index` has this `term`; the index proves nothing. */
  | { readonly type: 'appended'; readonly index: number; readonly term: number }
  /** Sent on to the leader this node knows of. It may be lost on the way, and nobody will say so. */
  | { readonly type: 'forwarded'; readonly leaderId: string }
  /** Not appended anywhere; it is safe to propose again. */
  | { readonly type: 'dropped'; readonly reason: ProposeDropReason };

/** Why a proposal was refused. All are worth another try later. */
export type ProposeDropReason = 'noLeader' | 'transferInProgress' | 'tooMuchUncommitted';
