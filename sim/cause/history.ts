/**
 * The history of causes: for each event that fired, when and on which node, on what the time before it was
 * spent, and the event during which it was scheduled. Virtual time passes only between scheduling and firing,
 * so the intervals along a chain of causes add up to the time between its ends.
 *
 * Columns of typed arrays, in chunks; beyond `recordsMax` records the oldest chunk is forgotten.
 */
import type { Cause, Wait } from '../../broker-core/door.js';

/** One step of a chain: the interval that ended at `atUs`. */
export interface CauseRecord {
  readonly cause: Cause;
  readonly atUs: number;
  readonly nodeNumber: number;
  readonly wait: Wait;
  /** Other moments that it may have come from, ascending, besides `cause`: see {@link History.join}. */
  readonly branches: readonly Cause[] | null;
}

/** A {@link CauseRecord} that is filled in again and again. */
export type CauseSlot = { -readonly [Key in keyof CauseRecord]: CauseRecord[Key] };

export interface History {
  /** Adds a record and gives its number, 1 and up. */
  add(cause: Cause, atUs: number, nodeNumber: number, wait: Wait): Cause;
  /** Adds a record at which several chains meet: whose chain goes on where, {@link walkBack} finds. */
  join(cause: Cause, atUs: number, nodeNumber: number, wait: Wait, branches: readonly Cause[]): Cause;
  /** The record, or null if it was never kept or has been forgotten. */
  get(cause: Cause): CauseRecord | null;
  /** As `get`, into an object of the caller's, so that following a chain makes no object for each step. */
  read(cause: Cause, into: CauseSlot): boolean;
  readonly count: number;
}

/** No cause: the start of the run. */
export const ORIGIN: Cause = 0;

/** A slot to read into. A literal, because what is made by spreading is slow to read. */
export function emptySlot(): CauseSlot {
  return { cause: ORIGIN, atUs: 0, nodeNumber: 0, wait: NO_WAIT, branches: null };
}

const NO_WAIT: Wait = { kind: 'control', label: '' };

/** Default bound of a history: 4 million records, about 100 MB. */
const HISTORY_RECORDS_MAX = 4_000_000;

const CHUNK_BITS = 15;
const CHUNK_SIZE = 1 << CHUNK_BITS;
const CHUNK_MASK = CHUNK_SIZE - 1;

interface Chunk {
  readonly causes: Float64Array;
  readonly atUs: Float64Array;
  readonly nodes: Uint16Array;
  readonly waits: Wait[];
  /** Of the few that have any, by place. */
  readonly branches: Map<number, readonly Cause[]>;
}

/** `recordsMax` is rounded up to whole chunks of 32,768. */
export function createHistory(recordsMax = HISTORY_RECORDS_MAX): History {
  return new ChunkedHistory(Math.max(2, Math.ceil(recordsMax / CHUNK_SIZE)));
}

/** A class, because every run has one, and closures of one run are strangers to code compiled for another. */
class ChunkedHistory implements History {
  readonly #chunks: (Chunk | null)[] = [];
  readonly #chunksMax: number;
  #count = 0;
  #last = newChunk();

  constructor(chunksMax: number) {
    this.#chunksMax = chunksMax;
    this.#chunks.push(this.#last);
  }

  get count(): number {
    return this.#count;
  }

  add(cause: Cause, atUs: number, nodeNumber: number, wait: Wait): Cause {
    this.#count += 1;
    const slot = this.#count & CHUNK_MASK;
    if (slot === 0) this.#nextChunk();
    const last = this.#last;
    last.causes[slot] = cause;
    last.atUs[slot] = atUs;
    last.nodes[slot] = nodeNumber;
    last.waits[slot] = wait;
    return this.#count;
  }

  join(cause: Cause, atUs: number, nodeNumber: number, wait: Wait, branches: readonly Cause[]): Cause {
    const made = this.add(cause, atUs, nodeNumber, wait);
    this.#last.branches.set(made & CHUNK_MASK, ascending(branches));
    return made;
  }

  get(cause: Cause): CauseRecord | null {
    const slot = emptySlot();
    return this.read(cause, slot) ? slot : null;
  }

  read(cause: Cause, into: CauseSlot): boolean {
    const chunk = cause > 0 && cause <= this.#count ? this.#chunks[cause >>> CHUNK_BITS] : null;
    if (chunk === null || chunk === undefined) return false;
    const place = cause & CHUNK_MASK;
    const wait = chunk.waits[place];
    if (wait === undefined) return false;
    into.cause = chunk.causes[place] ?? 0;
    into.atUs = chunk.atUs[place] ?? 0;
    into.nodeNumber = chunk.nodes[place] ?? 0;
    into.wait = wait;
    into.branches = chunk.branches.size === 0 ? null : (chunk.branches.get(place) ?? null);
    return true;
  }

  #nextChunk(): void {
    this.#last = newChunk();
    const chunks = this.#chunks;
    chunks.push(this.#last);
    if (chunks.length > this.#chunksMax) chunks[chunks.length - 1 - this.#chunksMax] = null;
  }
}

/** Nearly always they are. */
function ascending(causes: readonly Cause[]): readonly Cause[] {
  const isAscending = causes.every((cause, place) => place === 0 || (causes[place - 1] ?? 0) <= cause);
  return isAscending ? causes : [...causes].sort((a, b) => a - b);
}

function newChunk(): Chunk {
  return {
    causes: new Float64Array(CHUNK_SIZE),
    atUs: new Float64Array(CHUNK_SIZE),
    nodes: new Uint16Array(CHUNK_SIZE),
    waits: new Array<Wait>(CHUNK_SIZE),
    branches: new Map(),
  };
}

/** A history that keeps nothing, for runs that ask for no explanation. */
export const NO_HISTORY: History = {
  count: 0,
  add: () => ORIGIN,
  join: () => ORIGIN,
  get: () => null,
  read: () => false,
};
