/** What {@link RaftPanic} can mean; match on this, never on the message. */
export type RaftPanicCode =
  /** A leader believes this node holds entries that it does not: the node lost part of its log. */
  | 'commitOutOfRange'
  /** A leader sent an entry that contradicts a committed one: two leaders' histories have met. */
  | 'committedEntryConflict'
  /** Another node leads the term that this one leads: somebody has voted in it twice. */
  | 'twoLeadersInOneTerm'
  /** A follower acknowledges what this leader never sent: another leader of the term, or life, did. */
  | 'unsentAcknowledged'
  /** What was found on disk contradicts itself. */
  | 'restoredStateInvalid'
  /** The driver gave a Ready back after it had taken a later one. Raised by a loop that compares numbers. */
  | 'readyNumberMismatch';

/**
 * This node's log cannot be what it promised to others. It must stop: to carry on would spread the damage.
 *
 * Raised where raft-rs 0.7 panics (`RaftLog::{commit_to, maybe_append}`, `Raft::load_state`,
 * `RawNode::commit_ready`). A leader there ignores a second one in its term; an acknowledgement of too much
 * ends in `commit_to` as well.
 */
export class RaftPanic extends Error {
  override readonly name = 'RaftPanic';

  constructor(
    readonly code: RaftPanicCode,
    message: string,
  ) {
    super(message);
  }
}
