import {
  createRaft,
  promisesNothing,
  type Entry,
  type LightReady,
  type Raft,
  type RaftConfig,
  type RaftMessage,
  type Ready,
  type Snapshot,
} from '../index.js';
import {
  copyDisk,
  createDisk,
  storedTermAt,
  writeCompaction,
  writeReady,
  type Disk,
  type WriteReady,
} from './disk.js';
import { applyEntry, createStateMachine, snapshotOf, type StateMachine } from './state-machine.js';

/** Whether the driver waits for a write before it goes on, or has several under way. */
export type PersistMode = 'sync' | 'async';

/** What a driver may get wrong. {@link CORRECT_HABITS} is how it is done; each planted bug changes one. */
export interface DriverHabits {
  readonly writeReady: WriteReady;
  /** `promisesWhenDurable`: in a durable term, what {@link promisesNothing} at once. */
  readonly sendPersisted: 'whenDurable' | 'promisesWhenDurable' | 'atOnce';
  readonly callPersisted: 'whenDurable' | 'atOnce';
  readonly writeOrder: 'oldestFirst' | 'newestFirst';
  readonly lightReady: 'handled' | 'dropped';
  readonly afterWipe: 'catchesUp' | 'votes';
}

/** A driver that keeps to the contract. */
export const CORRECT_HABITS: DriverHabits = {
  writeReady,
  sendPersisted: 'whenDurable',
  callPersisted: 'whenDurable',
  writeOrder: 'oldestFirst',
  lightReady: 'handled',
  afterWipe: 'catchesUp',
};

/** What an observer is told, before the driver acts on it. */
export interface DriverObserver {
  onReady(node: TestDriver, ready: Ready): void;
  onSend(node: TestDriver, message: RaftMessage): void;
  onApply(node: TestDriver, entry: Entry): void;
  /** What the node has said until now is no longer owed. */
  onWipe(node: TestDriver): void;
  onRestore(node: TestDriver, snapshot: Snapshot): void;
}

/** Where a driver lives. */
export interface DriverWorld {
  readonly observer: DriverObserver;
  send(message: RaftMessage): void;
}

/**
 * One node with its disk and state machine. Writes are finished by hand, so that a test may crash it before
 * or between.
 */
export class TestDriver {
  disk: Disk = createDisk();
  /** What it had on disks that were emptied since. */
  readonly lostDisks: Disk[] = [];
  #life = 0;
  /** What the disk would hold if all writes under way were done: the log as the node itself sees it. */
  memory: Disk = createDisk();
  machine: StateMachine = createStateMachine(null);
  /** Null while crashed. */
  raft: Raft | null;
  /** Writes under way, oldest first. */
  writes: Ready[] = [];
  /** Messages that wait for the write of a Ready. */
  readonly #held = new Map<Ready, readonly RaftMessage[]>();
  /** Arrived while a synchronous write was under way. */
  #inbox: RaftMessage[] = [];

  constructor(
    readonly id: string,
    readonly config: RaftConfig,
    readonly mode: PersistMode,
    readonly habits: DriverHabits,
    readonly world: DriverWorld,
  ) {
    this.raft = createRaft(config, { ...this.disk, appliedIndex: 0 });
  }

  /** Whether inputs are taken now: not while crashed, nor during a synchronous write. */
  get isOpen(): boolean {
    return this.raft !== null && (this.mode === 'async' || this.writes.length === 0);
  }

  receive(message: RaftMessage): void {
    if (this.isOpen) this.#input((raft) => raft.step(message));
    else if (this.raft !== null) this.#inbox.push(message);
  }

  /** Does something to the node if inputs are taken, and handles what comes of it. */
  poke(input: (raft: Raft) => void): void {
    if (this.isOpen) this.#input(input);
  }

  /** Finishes one write; false if none is under way. */
  finishWrite(): boolean {
    const { raft, habits } = this;
    if (raft === null) return false;
    const ready = habits.writeOrder === 'oldestFirst' ? this.writes.shift() : this.writes.pop();
    if (ready === undefined) return false;
    habits.writeReady(this.disk, ready);
    this.#sendAll(this.#held.get(ready) ?? []);
    if (ready.snapshot !== null) this.#restore(ready.snapshot);
    if (this.mode === 'sync') this.#handleLightReady(raft, raft.advance(ready));
    else {
      if (habits.callPersisted === 'whenDurable') raft.onPersistReady(ready.number);
      if (ready.snapshot !== null) raft.advanceApplied(ready.snapshot.index);
    }
    this.#pump();
    return true;
  }

  /** Loses memory and unfinished writes, save the first `keptWrites`, which had reached the disk untold. */
  crash(keptWrites: number): void {
    if (this.raft === null) return;
    for (const ready of this.writes.slice(0, keptWrites)) this.habits.writeReady(this.disk, ready);
    this.raft = null;
    this.writes = [];
    this.#inbox = [];
  }

  /** Crashes, and comes back on an empty disk. */
  wipe(): void {
    this.crash(0);
    this.lostDisks.push(this.disk);
    this.disk = { ...createDisk(), isVoter: false };
    this.world.observer.onWipe(this);
    this.restart();
  }

  /** Starts again from the disk. */
  restart(): void {
    if (this.raft !== null) return;
    this.machine = createStateMachine(this.disk.snapshot);
    this.memory = copyDisk(this.disk);
    this.#life += 1;
    const startsAsVoter = this.disk.isVoter || this.habits.afterWipe === 'votes';
    const config = { ...this.config, startsAsVoter, life: this.#life };
    this.raft = createRaft(config, { ...this.disk, appliedIndex: this.machine.appliedIndex });
    this.#pump();
  }

  /** Takes a snapshot of the state machine and forgets entries, save the last `keepCount` that it covers. */
  compact(keepCount: number): void {
    const { machine } = this;
    if (!this.isOpen || machine.appliedIndex === 0) return;
    const term = storedTermAt(this.disk, machine.appliedIndex);
    if (typeof term !== 'number') return;
    const snapshot = snapshotOf(machine, term);
    const throughIndex = Math.max(0, snapshot.index - keepCount);
    writeCompaction(this.disk, throughIndex, snapshot);
    this.#input((raft) => raft.compact(throughIndex, snapshot));
  }

  #waits(message: RaftMessage): boolean {
    const { sendPersisted } = this.habits;
    const speaks = this.raft?.status().term === this.disk.hardState.term;
    if (sendPersisted === 'promisesWhenDurable' && speaks) return !promisesNothing(message);
    return sendPersisted !== 'atOnce';
  }

  #input(input: (raft: Raft) => void): void {
    if (this.raft !== null) input(this.raft);
    this.#pump();
  }

  /** Takes every Ready there is. */
  #pump(): void {
    while (this.isOpen) {
      const message = this.#inbox.shift();
      if (message !== undefined) this.raft?.step(message);
      if (this.raft?.hasReady() !== true) {
        if (message === undefined) return;
        continue;
      }
      this.#begin(this.raft, this.raft.ready());
    }
  }

  #begin(raft: Raft, ready: Ready): void {
    this.world.observer.onReady(this, ready);
    writeReady(this.memory, ready);
    this.#sendAll(ready.messages);
    this.writes.push(ready);
    const held = ready.persistedMessages.filter((message) => this.#waits(message));
    this.#held.set(ready, held);
    this.#sendAll(ready.persistedMessages.filter((message) => !held.includes(message)));
    this.#apply(ready.committedEntries);
    if (this.mode === 'async') {
      raft.advanceAppendAsync(ready);
      if (this.habits.callPersisted === 'atOnce') raft.onPersistReady(ready.number);
      const lastApplied = ready.committedEntries.at(-1);
      if (lastApplied !== undefined) raft.advanceApplied(lastApplied.index);
    }
    // With nothing to store there is nothing to wait for, save earlier writes: its messages may rest on
    // those.
    if (this.writes.length === 1 && storesNothing(ready)) this.finishWrite();
  }

  #handleLightReady(raft: Raft, light: LightReady): void {
    const lastCommitted = light.committedEntries.at(-1);
    if (this.habits.lightReady === 'handled') {
      this.#sendAll(light.messages);
      this.#apply(light.committedEntries);
    }
    if (lastCommitted !== undefined) raft.advanceApplied(lastCommitted.index);
  }

  #apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.world.observer.onApply(this, entry);
      applyEntry(this.machine, entry);
    }
  }

  #restore(snapshot: Snapshot): void {
    this.world.observer.onRestore(this, snapshot);
    this.machine = createStateMachine(snapshot);
  }

  #sendAll(messages: readonly RaftMessage[]): void {
    for (const message of messages) {
      this.world.observer.onSend(this, message);
      this.world.send(message);
    }
  }
}

function storesNothing(ready: Ready): boolean {
  return (
    !ready.becomesVoter && ready.hardState === null && ready.entries.length === 0 && ready.snapshot === null
  );
}
