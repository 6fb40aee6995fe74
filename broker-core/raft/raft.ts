import { assert } from '../assert.js';
import type { RaftConfig } from './config.js';
import { campaign } from './election.js';
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
  type Told,
} from './persistence.js';
import { propose } from './propose.js';
import type { LightReady, Ready } from './ready.js';
import { statusOf, type RaftStatus } from './status.js';
import { step } from './step.js';
import { tick } from './tick.js';
import { reportSnapshot, reportUnreachable, transferLeadership } from './transfer.js';
import type { ProposeResult, RestoredState, Snapshot } from './types.js';

/**
 * One Raft node without clock, disk, network or chance: inputs go in, {@link Ready} comes out.
 *
 * The shape, and the rules where the paper leaves a choice, are those of `RawNode` in raft-rs 0.7.0. Membership is
 * fixed: no joint consensus, no learners. Also left out: read index, priorities, group commit, commit by vote.
 * Otherwise than there, a node's vote for itself counts only once it is durable, and a forwarded proposal takes one
 * hop.
 *
 * Between `ready()` and `advance` or `advanceAppendAsync` only `status`, `hasReady` and `advanceApplied` may be
 * called; anything else throws `AssertionError`. A driver whose write takes time either queues what arrives
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
  /** Proposes `data`, which must not be empty. The result promises no commit: that is seen by index *and* term. */
  propose(data: Uint8Array): ProposeResult;
  /** Campaigns now, with the pre-vote if that is on. A leader ignores it. */
  campaign(): void;
  /** Asks that `to` become leader. Tried for one election timeout. */
  transferLeadership(to: string): void;
  /** Says that messages to `peer` were dropped. Without it a leader sends ahead until a heartbeat response shows the gap. */
  reportUnreachable(peer: string): void;
  /** Says whether the snapshot sent to `peer` arrived. Without it a lost snapshot blocks that peer for the leader's term. */
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
  /** The state machine has applied everything up to `index`, or has been restored from a snapshot at `index`. */
  advanceApplied(index: number): void;
  /**
   * Forgets entries up to `throughIndex`. `snapshot`, of that index or a later applied one, must be durable already;
   * what lies between is kept for followers that lag a little.
   */
  compact(throughIndex: number, snapshot: Snapshot): void;
  status(): RaftStatus;
}

/** Builds a node, as a follower, from what it found on its disk; `EMPTY_STATE` for a first start. */
export function createRaft(config: RaftConfig, restored: RestoredState): Raft {
  return new RawNode(config, restored);
}

/** Holds the driver to the contract; what the node does is in the functions it calls. */
class RawNode implements Raft {
  readonly #node: RaftNode;
  readonly #told: Told;
  /** The Ready that was handed out and not yet given back. */
  #openReady: Ready | null = null;

  constructor(config: RaftConfig, restored: RestoredState) {
    this.#node = createNode(config, restored);
    this.#told = createTold(this.#node, restored.hardState);
  }

  step(message: RaftMessage): void {
    this.#assertNoOpenReady();
    step(this.#node, message);
  }

  tick(): void {
    this.#assertNoOpenReady();
    tick(this.#node);
  }

  propose(data: Uint8Array): ProposeResult {
    this.#assertNoOpenReady();
    return propose(this.#node, data);
  }

  campaign(): void {
    this.#assertNoOpenReady();
    campaign(this.#node, 'timeout');
  }

  transferLeadership(to: string): void {
    this.#assertNoOpenReady();
    transferLeadership(this.#node, to);
  }

  reportUnreachable(peer: string): void {
    this.#assertNoOpenReady();
    reportUnreachable(this.#node, peer);
  }

  reportSnapshot(peer: string, ok: boolean): void {
    this.#assertNoOpenReady();
    reportSnapshot(this.#node, peer, ok);
  }

  hasReady(): boolean {
    return hasReady(this.#node, this.#told);
  }

  ready(): Ready {
    this.#assertNoOpenReady();
    this.#openReady = takeReady(this.#node, this.#told);
    return this.#openReady;
  }

  advance(ready: Ready): LightReady {
    this.#closeReady(ready);
    const deliveredIndex = this.#node.log.deliveredIndex;
    notePersisted(this.#node, ready.number);
    noteApplied(this.#node, deliveredIndex);
    return takeLightReady(this.#node, this.#told);
  }

  advanceAppendAsync(ready: Ready): void {
    this.#closeReady(ready);
  }

  onPersistReady(number: number): void {
    this.#assertNoOpenReady();
    assert(number <= this.#told.readyNumber, 'onPersistReady: no such Ready was handed out');
    notePersisted(this.#node, number);
  }

  advanceApplied(index: number): void {
    noteApplied(this.#node, index);
  }

  compact(throughIndex: number, snapshot: Snapshot): void {
    this.#assertNoOpenReady();
    compactLog(this.#node.log, throughIndex, snapshot);
  }

  status(): RaftStatus {
    return statusOf(this.#node);
  }

  #assertNoOpenReady(): void {
    assert(this.#openReady === null, 'a Ready is open: advance it first');
  }

  #closeReady(ready: Ready): void {
    assert(this.#openReady === ready, 'advance: not the latest Ready');
    this.#openReady = null;
  }
}
