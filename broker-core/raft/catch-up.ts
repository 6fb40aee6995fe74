/**
 * How a node that has lost its disk comes back under its name: as a learner that its leader brings up to
 * date, until it votes again. In the spirit of KIP-853, where a new directory id makes it another voter;
 * raft-rs has no such thing.
 *
 * Otherwise: (1) A leads and commits entry 7 with B; C is slow. (2) B's disk is wiped, and B starts. (3) C
 * campaigns without entry 7, B, which has nothing, votes for it, and entry 7 is lost.
 *
 * A node cannot tell by itself whether an empty disk is a first start, so its operator says so
 * (`startsAsVoter`, as an operator formats a disk). A leader that hears of a node's new life appends an
 * entry. The node votes again when the others have committed that entry, without counting it, and it holds
 * the entry itself. That is enough:
 * - What it helped to commit before is in the leader's log before that entry, so it has it again.
 * - A vote that it gave before in a later term elects nobody: any majority with it has a member that
 *   acknowledged the entry in the leader's term first, and so votes for no log without it.
 *
 * Safe: any number of wiped nodes, at once or in turn, also the leader. Those that are left still meet every
 * majority that ever was. Not live: with a majority of wiped nodes nobody can be elected, or nothing be
 * committed, and all wait. That is right, for what only they had is gone, and it is for an operator to say
 * that it may be.
 */
import { lastIndex, termAt } from './log.js';
import type { CatchingUp, CaughtUp } from './messages.js';
import { envelope, type RaftNode } from './node.js';
import { becomeCatchingUp, type Progress } from './progress.js';
import { appendOwn, broadcastAppend } from './replication.js';

const NO_OP = new Uint8Array(0);

/** At the leader: the follower has begun a life on an empty disk, or was not known to have. */
export function beginCatchUp(node: RaftNode, follower: Progress, { life, matchIndex }: CatchingUp): void {
  appendOwn(node, NO_OP);
  becomeCatchingUp(follower, life, lastIndex(node.log), matchIndex);
  if (node.leadTransferee === follower.peer) node.leadTransferee = null;
  broadcastAppend(node);
}

/**
 * At the leader: whether an acknowledgement is that of a voter. One from a life before reaches less far than
 * the entry that was appended since, and says nothing of what the node has now.
 */
export function countsAsVoter(follower: Progress, matchIndex: number): boolean {
  const { catchUp } = follower;
  if (catchUp === null) return true;
  if (matchIndex < catchUp.untilIndex) return false;
  follower.caughtUpLife = catchUp.life;
  follower.catchUp = null;
  return true;
}

/** At the leader. Said again with each answer of the follower, until it acknowledges as a voter. */
export function tellIfCaughtUp(node: RaftNode, { catchUp, peer, matchIndex }: Progress): void {
  if (catchUp === null || Math.min(matchIndex, node.log.commitIndex) < catchUp.untilIndex) return;
  node.outbox.push({ type: 'caughtUp', ...envelope(node, peer), ...catchUp });
}

/** At the follower: whether it votes now, and holds what it is told to hold. */
export function becomesVoter(node: RaftNode, { life, untilIndex }: CaughtUp): boolean {
  const { log, config, term } = node;
  if (life === config.life) node.isVoter = true;
  return node.isVoter && (log.commitIndex >= untilIndex || termAt(log, untilIndex) === term);
}
