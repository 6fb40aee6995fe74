import { assert } from '../assert.js';

/**
 * How a leader sends to a follower.
 *
 * - `probe`: where the logs agree is unknown; one message, then wait for an answer or a heartbeat response.
 * - `replicate`: they agree; send ahead, up to the in-flight window.
 * - `snapshot`: one is on its way; send nothing else.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

/**
 * Append messages on the way to one follower, each known by its last index: a ring of at most `messagesMax`.
 *
 * Indexes enter in rising order, so an acknowledgement frees a prefix.
 */
interface Inflights {
  readonly messagesMax: number;
  /** Grows to `messagesMax` as slots are first used: most followers never fill it. */
  readonly lastIndexes: number[];
  start: number;
  count: number;
}

/** A leader's view of one peer, itself included. The state machine of etcd's raft, `tracker.Progress`. */
export interface Progress {
  readonly peer: string;
  state: ProgressState;
  /** The peer is known to hold the leader's log up to here, durably. */
  matchIndex: number;
  /** The next entry to send; in `replicate` it runs ahead of the acknowledgements. */
  nextIndex: number;
  /** In `probe`: a message is out and unanswered. */
  probePaused: boolean;
  /** In `snapshot`: the index of the one that is out, otherwise 0. */
  pendingSnapshotIndex: number;
  /** Heard from since the last check of the quorum. */
  recentlyActive: boolean;
  /**
   * Set while the peer, in that life of it, has forgotten what it had; then it counts in no quorum. It votes
   * again once it holds, and the others have committed, what was appended when it spoke up.
   */
  catchUp: { readonly life: number; readonly untilIndex: number } | null;
  /**
   * The life of the peer that has caught up in this term, and votes: it never says again that it does not.
   */
  caughtUpLife: number | null;
  readonly inflights: Inflights;
}

export function createProgress(peer: string, inflightMessagesMax: number): Progress {
  return {
    peer,
    state: 'probe',
    matchIndex: 0,
    nextIndex: 1,
    probePaused: false,
    pendingSnapshotIndex: 0,
    recentlyActive: false,
    catchUp: null,
    caughtUpLife: null,
    inflights: { messagesMax: inflightMessagesMax, lastIndexes: [], start: 0, count: 0 },
  };
}

/** Starts over at a change of term or role. */
export function resetProgress(progress: Progress, nextIndex: number, matchIndex: number): void {
  assert(nextIndex > matchIndex, 'progress: next must be beyond match');
  enterState(progress, 'probe');
  progress.matchIndex = matchIndex;
  progress.nextIndex = nextIndex;
  progress.recentlyActive = false;
  progress.catchUp = null;
  progress.caughtUpLife = null;
}

/** The peer holds what it says, and no more of what it is thought to hold: its disk was emptied. */
export function becomeCatchingUp(
  progress: Progress,
  life: number,
  untilIndex: number,
  matchIndex: number,
): void {
  enterState(progress, 'probe');
  progress.matchIndex = matchIndex;
  progress.nextIndex = matchIndex + 1;
  progress.catchUp = { life, untilIndex };
}

/** Goes back to one message at a time, from the last index known to agree. */
export function becomeProbe(progress: Progress): void {
  // After a snapshot the follower holds at least that, whether or not its acknowledgement has come.
  const snapshotIndex = progress.state === 'snapshot' ? progress.pendingSnapshotIndex : 0;
  enterState(progress, 'probe');
  progress.nextIndex = Math.max(progress.matchIndex, snapshotIndex) + 1;
}

/** Starts to send ahead of the acknowledgements. */
export function becomeReplicate(progress: Progress): void {
  enterState(progress, 'replicate');
  progress.nextIndex = progress.matchIndex + 1;
}

/** A snapshot is on its way; nothing else is sent until it is acknowledged or reported. */
export function becomeSnapshot(progress: Progress, snapshotIndex: number): void {
  enterState(progress, 'snapshot');
  progress.pendingSnapshotIndex = snapshotIndex;
}

/** Probes further on than it did; false if that is nothing new, or if it does not probe. */
export function probeFrom(progress: Progress, nextIndex: number): boolean {
  if (progress.state !== 'probe' || nextIndex <= progress.nextIndex) return false;
  progress.nextIndex = nextIndex;
  progress.probePaused = false;
  return true;
}

/** Whether sending must wait for the peer to be heard from. */
export function isPaused(progress: Progress): boolean {
  switch (progress.state) {
    case 'probe':
      return progress.probePaused;
    case 'replicate':
      return isInflightsFull(progress.inflights);
    case 'snapshot':
      return true;
  }
}

export function noteEntriesSent(progress: Progress, lastIndex: number): void {
  assert(progress.state !== 'snapshot', 'progress: no entries are sent while a snapshot is out');
  if (progress.state === 'probe') {
    progress.probePaused = true;
    return;
  }
  progress.nextIndex = lastIndex + 1;
  addInflight(progress.inflights, lastIndex);
}

/** Takes in an acknowledgement; false if it says nothing new. */
export function acknowledge(progress: Progress, matchIndex: number): boolean {
  const isNews = progress.matchIndex < matchIndex;
  if (isNews) {
    progress.matchIndex = matchIndex;
    progress.probePaused = false;
  }
  if (progress.nextIndex <= matchIndex) progress.nextIndex = matchIndex + 1;
  return isNews;
}

/**
 * Whether an acknowledgement without news still ends a probe: it shows where the logs agree.
 *
 * Otherwise a peer that had everything when its leader went back to probing would be probed until there is
 * another entry, and that one would wait for an answer of its own. etcd/raft does so too.
 */
export function answersProbe({ state, matchIndex }: Progress, acknowledgedIndex: number): boolean {
  return state === 'probe' && matchIndex === acknowledgedIndex;
}

/**
 * Moves on after an acknowledgement; the log holds the entries after `compactedIndex`.
 *
 * A peer to which a snapshot is on its way may get so far without it, by entries that were sent before or by
 * an older snapshot. If the log holds what comes next, there is nothing to wait for (etcd/raft compares with
 * its first index, not with the pending snapshot). To wait would take as long as a lost snapshot is waited
 * for.
 */
export function advanceState(progress: Progress, compactedIndex: number): void {
  switch (progress.state) {
    case 'probe':
      becomeReplicate(progress);
      break;
    case 'replicate':
      freeInflightsTo(progress.inflights, progress.matchIndex);
      break;
    case 'snapshot':
      if (progress.matchIndex >= compactedIndex) becomeReplicate(progress);
      break;
  }
}

/** Steps `nextIndex` back after a rejection; false if the rejection is an old one and says nothing. */
export function backUp(progress: Progress, rejectedIndex: number, probeIndex: number): boolean {
  if (progress.state === 'replicate') {
    if (rejectedIndex <= progress.matchIndex) return false;
    becomeProbe(progress);
    return true;
  }
  // In probe only one message is out, and this must be the answer to it.
  if (progress.nextIndex - 1 !== rejectedIndex) return false;
  progress.nextIndex = Math.max(Math.min(rejectedIndex, probeIndex + 1), progress.matchIndex + 1);
  progress.probePaused = false;
  return true;
}

function enterState(progress: Progress, state: ProgressState): void {
  progress.state = state;
  progress.probePaused = false;
  progress.pendingSnapshotIndex = 0;
  // Forgets everything that was on the way.
  progress.inflights.start = 0;
  progress.inflights.count = 0;
}

/** Whether the follower must acknowledge before more is sent. */
export function isInflightsFull(window: Inflights): boolean {
  return window.count === window.messagesMax;
}

function addInflight(window: Inflights, lastIndex: number): void {
  assert(window.count < window.messagesMax, 'inflights: added to a full window');
  window.lastIndexes[(window.start + window.count) % window.messagesMax] = lastIndex;
  window.count += 1;
}

/** Forgets the messages that an acknowledgement of `matchIndex` covers. */
function freeInflightsTo(window: Inflights, matchIndex: number): void {
  while (window.count > 0 && firstInflight(window) <= matchIndex) dropFirst(window);
}

/** Gives up on the oldest message, so that a full window whose messages were all lost moves again. */
export function freeFirstInflight(window: Inflights): void {
  if (window.count > 0) dropFirst(window);
}

function firstInflight(window: Inflights): number {
  const lastIndex = window.lastIndexes[window.start];
  assert(lastIndex !== undefined, 'inflights: the first slot of a window that is not empty is set');
  return lastIndex;
}

function dropFirst(window: Inflights): void {
  window.start = (window.start + 1) % window.messagesMax;
  window.count -= 1;
}
