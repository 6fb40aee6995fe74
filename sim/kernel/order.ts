/**
 * In which order the events of one instant fire.
 *
 * Under `fifo` they fire as they were scheduled, which no machine promises: code may rest on it and nobody
 * knows. `permuted` draws another order; `pct` gives each *actor* a priority for the whole run and lowers one
 * of them at drawn points (Burckhardt, Kothari, Musuvathi and Nagarakatte, "A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). Either is a tie for each event; less goes first.
 *
 * An actor is what a machine may run at its own speed: one connection as it arrives at a process, the disk of
 * a process, a label of its cpu work, and of its timers and wake-ups a label with a place among those of one
 * instant (the second of three that one notification wakes). Not a node, as most races are within one; not a
 * task, which callbacks have none of.
 *
 * Kept is what a machine promises. 1. Faults go first, then what machines do without a process. 2. What one
 * connection carries comes in order, and so do the completions of one disk. 3. What a paused process missed
 * comes in order, kind by kind. 4. A wake-up that lets all else go first (`Tasks.wakeLast`) goes last.
 */
import type { Wait } from '../../broker-core/door.js';
import { finish32, hashString32, mix32 } from '../random/mix.js';
import type { QueuedEvent } from './queue.js';
import type { EventKind } from './types.js';

/** `pct:3` finds what takes three constraints of order: it changes two priorities in a run. */
export type EventOrder = 'fifo' | 'permuted' | `pct:${number}`;

export interface Order {
  /** The tie of an event of a process, as it is put in. */
  readonly tieOf: (event: QueuedEvent) => number;
  /** Its tie when it would be next; it goes back if that is a later one. `isContested`: others are due now. */
  readonly tieAtTurn: (tie: number, isContested: boolean) => number;
}

/** The wait of what a paused process missed. */
export const PAUSED: Wait = { kind: 'control', label: 'paused' };

/** Null for `fifo`, which needs no ties. Throws a RangeError for what is none of the three. */
export function orderOf(name: EventOrder, seed: number): Order | null {
  if (name === 'fifo') return null;
  const key = mix32(seed, ORDER);
  if (name === 'permuted') return permuted(key);
  const [, depth] = /^pct:(\d+)$/.exec(name) ?? [];
  if (depth === undefined || Number(depth) < 1 || Number(depth) > DEPTH_MAX)
    throw new RangeError(`order: fifo, permuted or pct:1 to pct:${DEPTH_MAX}, not ${name}`);
  return byPriorities(key, Number(depth) - 1);
}

const DEPTH_MAX = 64;

const ORDER = 0x6f72_6465;
const CHANGE = 0x6368_616e;

/** Ties that are drawn lie below these: of actors whose priority was lowered, and of what goes last. */
const LOWERED_TIE = 2 ** 30;
const LAST_TIE = 2 ** 31 - 1;

function drawnTie(key: number): number {
  return finish32(key) >> 1;
}

/** Each event draws for itself, keyed by which of its actor's it is; those that keep their order, together. */
function permuted(key: number): Order {
  const actors = new Actors(key);
  const counts = new Map<number, number>();
  return {
    tieOf(event) {
      if (event.kind === 'yield') return LAST_TIE;
      const lane = actors.laneOf(event);
      if (lane !== null) return drawnTie(mix32(lane, event.atUs | 0));
      const actor = actors.labelOf(event);
      const count = (counts.get(actor) ?? 0) + 1;
      counts.set(actor, count);
      return drawnTie(mix32(actor, count));
    },
    tieAtTurn: (tie) => tie,
  };
}

/**
 * The tie of an actor is drawn once, so it names the actor.
 *
 * The paper draws change points from 1 to k, the steps of a run, which nobody knows before it. Here it is the
 * k of a size that is drawn itself: each power of two up to 2^16 is as likely, and a bug that the paper finds
 * with 1/(n k^(d-1)) is found with that divided by at most 16 for each change.
 */
function byPriorities(key: number, changes: number): Order {
  const actors = new Actors(key);
  const places = new Map<number, { atUs: number; place: number }>();
  const changeAt = new Map<number, number>();
  for (let number = 1; number <= changes; number += 1) changeAt.set(changePoint(key, number), number);
  const lowered = new Map<number, number>();
  let contested = 0;
  const current = (tie: number): number => {
    for (let now = tie; ;) {
      const next = lowered.get(now);
      if (next === undefined) return now;
      now = next;
    }
  };
  return {
    tieOf(event) {
      if (event.kind === 'yield') return LAST_TIE;
      const lane = actors.laneOf(event);
      if (lane !== null) return current(drawnTie(lane));
      const actor = actors.labelOf(event);
      const last = places.get(actor);
      const place = last?.atUs === event.atUs ? last.place + 1 : 0;
      if (last === undefined) places.set(actor, { atUs: event.atUs, place });
      else [last.atUs, last.place] = [event.atUs, place];
      return current(drawnTie(mix32(actor, place)));
    },
    tieAtTurn(tie, isContested) {
      const now = current(tie);
      if (now !== tie || !isContested) return now;
      contested += 1;
      const change = changeAt.get(contested);
      if (change === undefined) return now;
      lowered.set(now, LOWERED_TIE + change);
      return LOWERED_TIE + change;
    },
  };
}

const SIZE_BITS_MAX = 16;

/** Before which contested turn the change is, counted from 1. */
function changePoint(key: number, number: number): number {
  const draw = (name: number): number =>
    (finish32(mix32(mix32(mix32(key, CHANGE), number), name)) >>> 0) / 2 ** 32;
  const bits = 1 + Math.floor(draw(1) * SIZE_BITS_MAX);
  return 1 + Math.floor(draw(2) * 2 ** bits);
}

/** Whose event it is, as a key of 32 bits. */
class Actors {
  readonly #labels = new Map<string, number>();
  readonly #connections = new Map<Wait, number>();
  /** How many connections of one label a process has. */
  readonly #counts = new Map<number, number>();

  constructor(private readonly key: number) {}

  /** Of what keeps its order; null for what does not. */
  laneOf(event: QueuedEvent): number | null {
    if (event.wait === PAUSED) return this.#of(event, HELD);
    if (event.kind === 'disk') return this.#of(event, 0);
    return event.kind === 'delivery' ? this.#connectionOf(event) : null;
  }

  labelOf(event: QueuedEvent): number {
    return this.#of(event, this.#labelKey(event.wait.label));
  }

  #of({ life, kind }: QueuedEvent, what: number): number {
    return mix32(mix32(mix32(this.key, life?.nodeNumber ?? 0), KIND_KEY[kind]), what);
  }

  /**
   * A link has a wait of its own. Two that are called alike are told apart by which came first.
   */
  #connectionOf(event: QueuedEvent): number {
    const known = this.#connections.get(event.wait);
    if (known !== undefined) return known;
    const label = this.labelOf(event);
    const count = (this.#counts.get(label) ?? 0) + 1;
    this.#counts.set(label, count);
    const made = mix32(label, count);
    this.#connections.set(event.wait, made);
    return made;
  }

  #labelKey(label: string): number {
    let made = this.#labels.get(label);
    if (made === undefined) this.#labels.set(label, (made = hashString32(label)));
    return made;
  }
}

const HELD = 0x6865_6c64;

const KIND_KEY: Readonly<Record<EventKind, number>> = {
  timer: 1,
  wake: 2,
  yield: 3,
  delivery: 4,
  disk: 5,
  cpu: 6,
  control: 7,
  machine: 8,
};
