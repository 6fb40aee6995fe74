import type { RaftMessage } from './messages.js';
import type { Entry, HardState, Snapshot, SoftState } from './types.js';

/**
 * Work for the driver, in this order (raft-rs 0.7, `RawNode`):
 *
 * 1. send `messages`;
 * 2. store `snapshot` (it replaces the whole stored log), then `entries` (the first one's index truncates the
 *    stored log), then `hardState`, as one write or in this order, and sync if `mustSync`;
 * 3. send `persistedMessages`, once all of this is durable;
 * 4. restore the state machine from `snapshot`, apply `committedEntries`, which may run beside 2 and 3;
 * 5. call `advance`, and handle its {@link LightReady}.
 *
 * A message that left before what it says was durable is how Raft loses data: (1) a follower acknowledges
 * entry 7; (2) with that the leader has a quorum, commits, and answers the client; (3) the follower loses
 * power before the sync, and the leader its disk; (4) the follower and a node that never had entry 7 elect a
 * leader without it.
 */
export interface Ready {
  /** Counts up from 1 without a gap; what `onPersistReady` takes. */
  readonly number: number;
  /** To be stored, if it changed. */
  readonly hardState: HardState | null;
  /** To be stored. */
  readonly entries: readonly Entry[];
  /**
   * A leader's messages, which may go before anything is durable: a crash could take back nothing they
   * promise. The leader's vote for itself is durable, its copy of an entry counts toward no quorum yet, and
   * its commit index rests on durable copies elsewhere. So disk and network work at once (Raft thesis,
   * 10.2.1).
   */
  readonly messages: readonly RaftMessage[];
  /** Messages of other roles (grants, acknowledgements, vote requests), for when all of this is durable. */
  readonly persistedMessages: readonly RaftMessage[];
  /** To be stored and given to the state machine, if one came. */
  readonly snapshot: Snapshot | null;
  /** To be stored: from now on this node may start as a voter. With `startsAsVoter` it is never true. */
  readonly becomesVoter: boolean;
  /** To be applied. All of them are durable here. */
  readonly committedEntries: readonly Entry[];
  /** Whether the write must be synced before it counts; without it, only the commit index has moved. */
  readonly mustSync: boolean;
  /** For observers, if it changed. */
  readonly softState: SoftState | null;
}

/**
 * What the write of a Ready made possible, to be handled like one. Chiefly, `committedEntries` that came to a
 * follower together with their commit index appear only here: in the Ready they were not yet durable. A
 * driver that drops it never applies them.
 */
export interface LightReady {
  /** The new commit index, if it changed. Storing it is optional. */
  readonly commitIndex: number | null;
  /** A leader's; may be sent at once. */
  readonly messages: readonly RaftMessage[];
  /** To be applied, then reported by `advanceApplied`. */
  readonly committedEntries: readonly Entry[];
}
