/**
 * What a Raft node keeps on disk: entries, hard state and snapshots, as records of one write-ahead log.
 *
 * Append-only: an entry whose index is there already replaces it and all behind it, by order of the records.
 */
import type { Env } from '../env.js';
import {
  decodeEntry,
  decodeHardState,
  EMPTY_STATE,
  encodeEntry,
  encodeHardState,
  type Entry,
  type HardState,
  type Ready,
  type RestoredState,
  type Snapshot,
} from '../raft/index.js';
import {
  openWal,
  type DurableCallback,
  type Wal,
  type WalErrorCode,
  type WalOpenError,
  type WalOptions,
  type WalRecord,
} from '../wal/open.js';

const ENTRY = 1;
const HARD_STATE = 2;
/** A snapshot from the leader: nothing that was stored before it counts. */
const INSTALLED = 3;
/** A snapshot of this node's own: what lies behind it stays. */
const COMPACTED = 4;
/** This log was begun on an empty disk of a cluster that is not new: the node may not vote, */
const CATCHING_UP = 5;
/** until this. */
const VOTES_AGAIN = 6;

/** A log that holds nothing is that of a new node, or of one whose disk was emptied; it cannot know. */
export type Standing = 'unknown' | 'voter' | 'catchingUp';

/** Of a Ready, what has to be stored. */
export type Persistent = Pick<Ready, 'entries' | 'hardState' | 'snapshot' | 'becomesVoter' | 'mustSync'>;

export interface RaftStore {
  /** Writes it behind all earlier writes, and calls back when it is durable; at once if nothing has to be. */
  write(ready: Persistent, done: DurableCallback): void;
  /** Puts `snapshot` in the place of the entries that it covers. Calls back when it is durable. */
  compact(snapshot: Snapshot, hardState: HardState, done: DurableCallback): void;
  /** Stores before all else that this node has to catch up before it votes. */
  markCatchingUp(): void;
  /**
   * Calls back when the log has failed, even if nobody waits for a record; at once if it has. One may ask.
   */
  whenFailed(done: () => void): void;
  readonly sizeBytes: number;
}

export type StoreOpened =
  | {
      readonly ok: true;
      readonly store: RaftStore;
      readonly restored: RestoredState;
      readonly standing: Standing;
    }
  | { readonly ok: false; readonly error: WalOpenError | { readonly code: 'UNREADABLE_RECORD' } };

export type OpenRaftStore = (
  env: Env,
  directory: string,
  options: WalOptions,
  done: (opened: StoreOpened) => void,
) => void;

/** Opens the store in `directory` from what is on disk. */
export const openRaftStore: OpenRaftStore = (env, directory, options, done) => {
  const found = new Found();
  const take = (record: WalRecord): void => found.take(record);
  openWal(env, directory, options, take, (opened) => {
    if (!opened.ok) done(opened);
    else if (found.unreadable) done({ ok: false, error: { code: 'UNREADABLE_RECORD' } });
    else {
      const { standing } = found;
      const store = new WalStore(opened.wal, found.lsnOfEntry(), standing === 'catchingUp');
      done({ ok: true, store, restored: found.state(), standing });
    }
  });
};

class Found {
  unreadable = false;
  standing: Standing = 'unknown';
  #hardState: HardState = EMPTY_STATE.hardState;
  #snapshot: Snapshot | null = null;
  #entries: Entry[] = [];
  readonly #lsns = new Map<number, number>();

  /** Where the newest record of each entry that still counts is. */
  lsnOfEntry(): Map<number, number> {
    return new Map(this.#entries.map(({ index }) => [index, this.#lsns.get(index) ?? 0]));
  }

  take({ type, lsn, payload }: WalRecord): void {
    if (type === CATCHING_UP || type === VOTES_AGAIN) {
      this.standing = type === CATCHING_UP ? 'catchingUp' : 'voter';
      return;
    }
    if (this.standing === 'unknown') this.standing = 'voter';
    if (type === HARD_STATE) {
      const hardState = decodeHardState(payload);
      if (hardState === null) this.unreadable = true;
      else this.#hardState = hardState;
      return;
    }
    const found = [ENTRY, INSTALLED, COMPACTED].includes(type) ? decodeEntry(payload) : null;
    if (found === null) this.unreadable = true;
    else if (type !== ENTRY) this.#restore(found, type === INSTALLED);
    else {
      this.#put(found);
      this.#lsns.set(found.index, lsn);
    }
  }

  state(): RestoredState {
    const snapshotIndex = this.#snapshot?.index ?? 0;
    const lastIndex = this.#entries.at(-1)?.index ?? snapshotIndex;
    const commitIndex = Math.max(snapshotIndex, Math.min(this.#hardState.commitIndex, lastIndex));
    return {
      hardState: { ...this.#reached(), commitIndex },
      entries: this.#entries,
      snapshot: this.#snapshot,
      appliedIndex: snapshotIndex,
    };
  }

  /**
   * 1. A leader of term 2 sends an entry to a node that is in term 1. 2. The node writes the entry, and then
   * that it is in term 2; power fails in between. 3. Its log holds an entry of a term that it never reached.
   * It reached it: the entry says so. It has voted for nobody there, as a vote leaves only when it is stored.
   *
   * Written the other way round, the commit index would stand before the entries that it is about, and count
   * for those that they replace.
   */
  #reached(): HardState {
    const lastTerm = this.#entries.at(-1)?.term ?? this.#snapshot?.term ?? 0;
    return lastTerm <= this.#hardState.term
      ? this.#hardState
      : { ...this.#hardState, term: lastTerm, votedFor: null };
  }

  #put(entry: Entry): void {
    const first = this.#entries[0];
    const place = first === undefined ? 0 : entry.index - first.index;
    if (place < 0) this.#entries = [entry];
    else {
      this.#entries.length = Math.min(this.#entries.length, place);
      this.#entries.push(entry);
    }
  }

  #restore(snapshot: Snapshot, installed: boolean): void {
    this.#snapshot = snapshot;
    this.#entries = installed ? [] : this.#entries.filter((entry) => entry.index > snapshot.index);
  }
}

const NOTHING = new Uint8Array(0);

class WalStore implements RaftStore {
  /** What the newest Ready that had to be synced waits for. */
  #requiredLsn = 0;
  #failure: WalErrorCode | null = null;
  /** Of writes that found no room; Raft bounds what it has under way. */
  readonly #steps: (() => boolean)[] = [];

  /** `lsnOfEntry`: the newest record of each entry behind the snapshot, restored ones included. */
  constructor(
    private readonly wal: Wal,
    private readonly lsnOfEntry: Map<number, number>,
    private catchesUp: boolean,
  ) {}

  get sizeBytes(): number {
    return this.wal.sizeBytes;
  }

  markCatchingUp(): void {
    this.catchesUp = true;
    this.#put(CATCHING_UP, NOTHING, () => undefined);
  }

  whenFailed(done: () => void): void {
    this.wal.whenFailed(done);
  }

  write({ entries, hardState, snapshot, becomesVoter, mustSync }: Persistent, done: DurableCallback): void {
    let lsn = 0;
    const put = (type: number, payload: Uint8Array, note?: (at: number) => void): void =>
      this.#put(type, payload, (at) => {
        lsn = at;
        note?.(at);
      });
    if (snapshot !== null) put(INSTALLED, encodeEntry(snapshot), () => this.lsnOfEntry.clear());
    for (const entry of entries) put(ENTRY, encodeEntry(entry), (at) => this.lsnOfEntry.set(entry.index, at));
    if (hardState !== null) put(HARD_STATE, encodeHardState(hardState));
    if (becomesVoter) {
      this.catchesUp = false;
      put(VOTES_AGAIN, NOTHING);
    }
    this.#do(() => {
      // One that needs no sync is behind all that do: reported early, it would make them count as durable
      // too.
      if (mustSync) this.#requiredLsn = lsn;
      this.#whenDurable(this.#requiredLsn, done);
      return true;
    });
  }

  compact(snapshot: Snapshot, hardState: HardState, done: DurableCallback): void {
    const isFull = this.#steps.length > 0;
    const snapshotLsn = isFull ? 'WAL_QUEUE_FULL' : this.wal.append(COMPACTED, encodeEntry(snapshot));
    if (typeof snapshotLsn !== 'number') {
      // Nothing was written, so nothing is wrong with the log: it only stays as long as it is.
      done(snapshotLsn);
      return;
    }
    for (const index of this.lsnOfEntry.keys()) {
      if (index <= snapshot.index) this.lsnOfEntry.delete(index);
    }
    const firstKeptLsn = Math.min(snapshotLsn, ...this.lsnOfEntry.values());
    // The record that says so may go with the head of the log.
    if (this.catchesUp) this.#put(CATCHING_UP, NOTHING, () => undefined);
    this.#put(HARD_STATE, encodeHardState(hardState), (lastLsn) =>
      this.#whenDurable(lastLsn, (error) => {
        if (error === null) this.wal.truncateHead(firstKeptLsn);
        done(error);
      }),
    );
  }

  /** `note` is told where the record is; 0 when the log has failed. */
  #put(type: number, payload: Uint8Array, note: (lsn: number) => void): void {
    this.#do(() => {
      const lsn = this.wal.append(type, payload);
      if (lsn === 'WAL_QUEUE_FULL') return false;
      if (typeof lsn !== 'number') this.#failure ??= lsn;
      note(typeof lsn === 'number' ? lsn : 0);
      return true;
    });
  }

  /** Does a step now, or, when the queue of the log is full, as soon as there is room: in their order. */
  #do(step: () => boolean): void {
    if (this.#steps.length === 0 && step()) return;
    this.#steps.push(step);
    if (this.#steps.length === 1) this.#goOnWhenThereIsRoom();
  }

  #goOnWhenThereIsRoom(): void {
    this.wal.whenDurable(this.wal.nextLsn - 1, (error) => {
      this.#failure ??= error;
      while (this.#steps[0]?.() === true) this.#steps.shift();
      if (this.#steps.length > 0 && this.#failure === null) this.#goOnWhenThereIsRoom();
    });
  }

  #whenDurable(lsn: number, done: DurableCallback): void {
    if (this.#failure !== null) done(this.#failure);
    else if (lsn === 0) done(null);
    else this.wal.whenDurable(lsn, done);
  }
}
