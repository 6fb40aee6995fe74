import { assert } from '../assert.js';
import type { RaftConfig } from './config.js';
import { campaign, tick } from './election.js';
import { compactLog } from './log.js';
import type { RaftMessage } from './messages.js';
import { createNode, type RaftNode } from './node.js';
import {
  createTold,
  hasReady,
  noteApplied,
  notePersisted,
  takeLightReady,
  takeReady,
} from './persistence.js';
import { propose, reportSnapshot, reportUnreachable, transferLeadership } from './requests.js';
import type { LightReady, Ready } from './ready.js';
import { statusOf, type RaftStatus } from './status.js';
import { step } from './step.js';
import type { ProposeResult, RestoredState, Snapshot } from './types.js';

/**
 * One Raft node without clock, disk, network or chance: inputs go in, {@link Ready} comes out.
 *
 * The shape, and the rules where the paper leaves a choice, are those of raft-rs 0.7.0 `RawNode`. Left out:
 * changes of membership (joint consensus, learners), read index, priorities, group commit, commit by vote.
 * Otherwise than there, a node that has lost its disk may come back under its name (`catch-up.ts`), a node's
 * own vote counts only once durable, and a forwarded proposal takes one hop.
 *
 * Between `ready()` and `advance` or `advanceAppendAsync` only `status`, `hasReady` and `advanceApplied` may
 * be called; anything else throws `AssertionError`. A driver whose write takes time either queues arrivals
 * meanwhile and then calls `advance`, or ends the window at once:
 *
 * ```
 * const ready = raft.ready();
 * send(ready.messages);
 * const write = startWriting(ready);      // entries, hard state and snapshot, after all earlier writes
 * raft.advanceAppendAsync(ready);         // step, tick and propose are welcome again
 * write.onDurable(() => {                 // in the order of the Readys
 *   send(ready.persistedMessages);
 *   raft.onPersistReady(ready.number);    // now they count; see whether hasReady()
 * });
 * ```
 */
export interface Raft {
  /** Takes in a message for this node. One of a node that is no member is ignored. */
  step(message: RaftMessage): void;
  /** Lets one tick pass: elections, heartbeats, and with `checkQuorum` the step-down of a lonely leader. */
  tick(): void;
  /** Proposes `data`, not empty. The result promises no commit: that is seen by index *and* term. */
  propose(data: Uint8Array): ProposeResult;
  /** Campaigns now, with the pre-vote if that is on. A leader ignores it. */
  campaign(): void;
  /** Asks that `to` become leader. Tried for one election timeout. */
  transferLeadership(to: string): void;
  /** Messages to `peer` were dropped. Untold, a leader sends on until a heartbeat response shows the gap. */
  reportUnreachable(peer: string): void;
  /** Whether the snapshot for `peer` arrived. Untold, a lost one blocks that peer for the leader's term. */
  reportSnapshot(peer: string, ok: boolean): void;
  hasReady(): boolean;
  /** Hands over what is to be done and opens the window. */
  ready(): Ready;
  /** The Ready, and all before it, are durable, and its `committedEntries` and `snapshot` applied. */
  advance(ready: Ready): LightReady;
  /** The Ready is being written; nothing of it counts as durable until {@link Raft.onPersistReady}. */
  advanceAppendAsync(ready: Ready): void;
  /** The Readys up to `number` are durable. Never to be called for a write that failed or timed out. */
  onPersistReady(number: number): void;
  /** The state machine has applied everything up to `index`, or was restored from a snapshot at `index`. */
  advanceApplied(index: number): void;
  /** Forgets entries up to `throughIndex`; a durable `snapshot` is of that index or a later applied one. */
  compact(throughIndex: number, snapshot: Snapshot): void;
  status(): RaftStatus;
}

/** Builds a follower from what was on disk (`EMPTY_STATE` at first); holds its driver to the contract. */
export function createRaft(config: RaftConfig, restored: RestoredState): Raft {
  const node = createNode(config, restored);
  const told = createTold(node, restored.hardState);
  /** The Ready that was handed out and not yet given back. */
  let openReady: Ready | null = null;

  const betweenReadys = (): RaftNode => {
    assert(openReady === null, 'a Ready is open: advance it first');
    return node;
  };
  const closeReady = (ready: Ready): void => {
    assert(openReady === ready, 'advance: not the latest Ready');
    openReady = null;
  };

  return {
    step: (message) => step(betweenReadys(), message),
    tick: () => tick(betweenReadys()),
    propose: (data) => propose(betweenReadys(), data),
    campaign: () => campaign(betweenReadys(), 'timeout'),
    transferLeadership: (to) => transferLeadership(betweenReadys(), to),
    reportUnreachable: (peer) => reportUnreachable(betweenReadys(), peer),
    reportSnapshot: (peer, ok) => reportSnapshot(betweenReadys(), peer, ok),
    hasReady: () => hasReady(node, told),
    ready: () => (openReady = takeReady(betweenReadys(), told)),
    advance: (ready) => {
      closeReady(ready);
      const { deliveredIndex } = node.log;
      notePersisted(node, ready.number);
      noteApplied(node, deliveredIndex);
      return takeLightReady(node, told);
    },
    advanceAppendAsync: closeReady,
    onPersistReady: (number) => {
      assert(number <= told.readyNumber, 'onPersistReady: no such Ready was handed out');
      notePersisted(betweenReadys(), number);
    },
    advanceApplied: (index) => noteApplied(node, index),
    compact: (throughIndex, snapshot) => compactLog(betweenReadys().log, throughIndex, snapshot),
    status: () => statusOf(node),
  };
}
