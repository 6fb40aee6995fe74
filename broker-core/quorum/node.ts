/** A Raft node with disk, peers and state machine; ready loops differ in when they call what of it. */
import type { Cause, Env, Timer, Wait } from '../env.js';
import {
  RaftPanic,
  type Entry,
  type Raft,
  type RaftMessage,
  type Ready,
  type Snapshot,
} from '../raft/index.js';
import { Watch } from '../runtime/watch.js';
import type { QuorumFact } from './facts.js';
import type { RaftSender } from './sender.js';
import type { RaftStore } from './store.js';

export interface Applied {
  /** Of the state after the entry. */
  readonly stateHash: number;
  /** Tells those that wait for what the entry has changed; called once, right after. */
  readonly announce: () => void;
}

/** The state machine behind the log. */
export interface StateMachine {
  /** Applies a committed entry; `data` is empty for a leader's no-op. */
  apply(entry: Entry): Applied;
  /** Replaces the state. */
  restore(snapshot: Snapshot): void;
  /** The whole state as bytes. */
  snapshot(): Uint8Array;
}

/** Why a node has stopped that can no longer be what it promised to be. */
export function panicReason({ code, message }: RaftPanic): string {
  return `raft panics: ${code}: ${message}`;
}

export interface QuorumDeps {
  readonly env: Env;
  readonly raft: Raft;
  readonly store: RaftStore;
  readonly machine: StateMachine;
  readonly sender: RaftSender;
  /** Applied entries between snapshots; 0: never. */
  readonly snapshotEntries: number;
  /** A snapshot that has not arrived by then counts as lost. */
  readonly snapshotTimeoutUs: number;
  readonly observe: (fact: QuorumFact) => void;
  /** Runs a change of the raft node at a moment when the loop allows one. */
  readonly whenIdle: (change: () => void) => void;
  /** Stops the node: it may not promise what it has not stored, nor deny what it has lost. */
  readonly fence: (reason: string) => void;
}

/** Kept in memory behind a snapshot; etcd's `SnapshotCatchUpEntries`. */
const TAIL_ENTRIES_MAX = 5000;
const SNAPSHOT: Wait = { kind: 'timeout', label: 'await snapshot arrival' };

export class QuorumNode {
  /** Sent on whenever this node hears of another role or leader. */
  readonly leadership = new Watch(0);
  /** Snapshots are taken from here on. */
  #snapshotIndex: number;
  #compacting = false;
  #stopped = false;
  /** By peer: what watches the latest snapshot for it. */
  readonly #snapshotTimers = new Map<string, Timer>();
  /** For each proposal that is still to leave with a Ready: the moment at which it was made. */
  readonly #proposedAt: Cause[] = [];

  constructor(readonly deps: QuorumDeps) {
    this.#snapshotIndex = deps.raft.status().snapshotIndex;
    // 1. The disk fails under a commit index, for which nobody waits. 2. The node leads on with a dead log,
    // and takes a proposal. 3. It stops only when that cannot be written.
    deps.store.whenFailed(() => {
      if (!this.#stopped) this.stop('the metadata log failed: WAL_FENCED');
    });
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Remembers that the code that runs now made a proposal. */
  noteProposal(): void {
    this.#proposedAt.push(this.deps.env.trace.here());
  }

  /** The moment of the oldest proposal since this was last asked, or null. */
  takeProposalCause(): Cause | null {
    const first = this.#proposedAt[0] ?? null;
    this.#proposedAt.length = 0;
    return first;
  }

  /** Takes in a message of a peer. False if it shows that this node has lost what it promised: it stops. */
  step(message: RaftMessage): boolean {
    try {
      this.deps.raft.step(message);
      return true;
    } catch (error) {
      if (!(error instanceof RaftPanic)) throw error;
      this.panic(error);
      return false;
    }
  }

  /** Raft cannot go on: neither does the node. */
  panic(panic: RaftPanic): void {
    this.stop(panicReason(panic));
  }

  /** Stops the node. What runs now runs to its end, so a loop checks {@link stopped} before it goes on. */
  stop(reason: string): void {
    this.#stopped = true;
    this.deps.fence(reason);
  }

  send(messages: readonly RaftMessage[]): void {
    for (const message of messages) {
      if (message.type === 'voteResponse' && message.granted)
        this.deps.observe({ type: 'voteSent', nodeId: message.from, to: message.to, term: message.term });
      this.deps.sender.send(message);
      if (message.type === 'installSnapshot') this.#watchSnapshot(message.to);
    }
  }

  /**
   * Nobody reports a lost snapshot; untold, a leader would wait for its arrival for the rest of its term.
   *
   * The timer of an earlier snapshot must not fail this one: (1) a snapshot is sent, and acknowledged at
   * once; (2) just before its time is up the peer needs another; (3) that would count as lost while it is on
   * its way, and be sent once more, each time at full size.
   */
  #watchSnapshot(peer: string): void {
    const { env, raft, whenIdle, snapshotTimeoutUs } = this.deps;
    const earlier = this.#snapshotTimers.get(peer);
    if (earlier !== undefined) env.timers.cancel(earlier);
    const timer = env.timers.after(snapshotTimeoutUs, SNAPSHOT, () =>
      whenIdle(() => {
        // The loop may be busy when the time is up, and send another before it comes to this.
        if (this.#snapshotTimers.get(peer) !== timer) return;
        this.#snapshotTimers.delete(peer);
        raft.reportSnapshot(peer, false);
      }),
    );
    this.#snapshotTimers.set(peer, timer);
  }

  /** Writes what a Ready asks to be stored. `done` may be called at once; a failure fences the node. */
  persist(ready: Ready, done: () => void): void {
    const { env, store, observe, raft } = this.deps;
    const { nodeId } = env;
    if (ready.softState !== null) {
      const { role, leaderId } = ready.softState;
      if (role === 'leader') {
        env.trace.mark('leads:__meta');
        env.trace.note(`leads the metadata log in term ${raft.status().term}`);
      }
      observe({ type: 'role', nodeId, role, leaderId, term: raft.status().term });
      this.leadership.send(raft.status().term);
    }
    const { number: readyNumber, snapshot, entries, hardState } = ready;
    if (snapshot !== null) this.#install(readyNumber, snapshot);
    if (entries.length > 0) observe({ type: 'entriesWritten', nodeId, readyNumber, entries });
    if (hardState !== null) observe({ type: 'hardStateWritten', nodeId, readyNumber, ...hardState });
    store.write(ready, (error) => {
      if (error !== null) {
        this.stop(`the metadata log failed: ${error}`);
        return;
      }
      observe({ type: 'readyDurable', nodeId, readyNumber });
      done();
    });
  }

  apply(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    const { env, raft, machine, observe } = this.deps;
    for (const entry of entries) {
      const { stateHash, announce } = machine.apply(entry);
      const { index, term, data } = entry;
      observe({ type: 'applied', nodeId: env.nodeId, index, term, data, stateHash });
      announce();
    }
    const last = entries[entries.length - 1];
    if (last === undefined) return;
    raft.advanceApplied(last.index);
    this.#compactIfDue(last);
  }

  #install(readyNumber: number, snapshot: Snapshot): void {
    const { env, raft, machine, observe } = this.deps;
    machine.restore(snapshot);
    this.#snapshotIndex = snapshot.index;
    const { role } = raft.status();
    observe({ type: 'snapshotInstalled', nodeId: env.nodeId, readyNumber, snapshot, role });
  }

  #compactIfDue({ index, term }: Entry): void {
    const { raft, store, machine, snapshotEntries } = this.deps;
    if (snapshotEntries === 0 || this.#compacting || index - this.#snapshotIndex < snapshotEntries) return;
    this.#compacting = true;
    this.#snapshotIndex = index;
    // A follower that is a little behind gets entries, and not the whole state.
    const tailEntries = Math.min(snapshotEntries, TAIL_ENTRIES_MAX);
    const snapshot: Snapshot = { index, term, data: machine.snapshot() };
    const { term: currentTerm, votedFor, commitIndex } = raft.status();
    store.compact(snapshot, { term: currentTerm, votedFor, commitIndex }, (error) => {
      this.#compacting = false;
      if (error === 'WAL_RECORD_TOO_LARGE' || error === 'WAL_QUEUE_FULL')
        this.deps.env.trace.count('raft_compactions_skipped');
      else if (error !== null) this.stop(`the metadata log failed: ${error}`);
      else this.deps.whenIdle(() => raft.compact(Math.max(0, index - tailEntries), snapshot));
    });
  }
}
