import { assert } from '../assert.js';
import {
  addInflight,
  createInflights,
  freeInflightsTo,
  isInflightsFull,
  resetInflights,
  type Inflights,
} from './inflights.js';

/**
 * How a leader sends to a follower.
 *
 * - `probe`: where the logs agree is unknown; one message, then wait for an answer or a heartbeat response.
 * - `replicate`: they agree; send ahead, up to the in-flight window.
 * - `snapshot`: one is on its way; send nothing else.
 */
export type ProgressState = 'probe' | 'replicate' | 'snapshot';

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
  readonly inflights: Inflights;
}

/** The view of a peer before anything is known of it. */
export function createProgress(peer: string, inflightMessagesMax: number): Progress {
  return {
    peer,
    state: 'probe',
    matchIndex: 0,
    nextIndex: 1,
    probePaused: false,
    pendingSnapshotIndex: 0,
    recentlyActive: false,
    inflights: createInflights(inflightMessagesMax),
  };
}

/** Starts over at a change of term or role. */
export function resetProgress(progress: Progress, nextIndex: number, matchIndex: number): void {
  assert(nextIndex > matchIndex, 'progress: next must be beyond match');
  enterState(progress, 'probe');
  progress.matchIndex = matchIndex;
  progress.nextIndex = nextIndex;
  progress.recentlyActive = false;
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

/** Notes that entries up to `lastIndex` were sent. */
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

/** Moves on after an acknowledgement that brought news. */
export function advanceState(progress: Progress): void {
  switch (progress.state) {
    case 'probe':
      becomeReplicate(progress);
      break;
    case 'replicate':
      freeInflightsTo(progress.inflights, progress.matchIndex);
      break;
    case 'snapshot':
      if (progress.matchIndex >= progress.pendingSnapshotIndex) becomeProbe(progress);
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
  resetInflights(progress.inflights);
}
