/**
 * The event queue: a hierarchical timing wheel (Varghese and Lauck, 1987). Its cost does not rise with the
 * events in it.
 *
 * Six levels of 32 slots cover a window of 2^30 microseconds (18 minutes): a slot of level 0 is one
 * microsecond, one of level 1 is 32 of them, and so on. An event stands at the level of the highest digit in
 * which its time differs from the time that the wheel has reached, and moves down when the wheel reaches its
 * slot. Beyond the window there is a list for each later window.
 *
 * Ties are first in, first out, without a comparison: (1) A is put in for 1,000 and stands at level 1; (2)
 * the wheel reaches A's slot, and A moves down to level 0; (3) only then can B, put in for 1,000 too, stand
 * at level 0, after A. Events of different `tie` fall in the order of their ties: what goes first, or an
 * order drawn from a seed, which finds code that relies on an order that nobody promised.
 */
import type { Callback, Cause, Wait } from '../../broker-core/door.js';
import type { EventKind, Life, Piece, Scheduled } from './types.js';

const DIGIT_BITS = 5;
const SLOTS = 1 << DIGIT_BITS;
const SLOT_MASK = SLOTS - 1;
const LEVELS = 6;
const WINDOW_US = 2 ** (LEVELS * DIGIT_BITS);

/** The place of an event that is beyond the window. */
const LATER = LEVELS * SLOTS;

export class EventQueue {
  readonly #slots = Array.from({ length: LEVELS * SLOTS }, createEventList);
  /** A bit for each slot that holds something, one word a level. */
  readonly #occupied = new Int32Array(LEVELS);
  readonly #later = new Map<number, EventList>();
  #windowStartUs = 0;
  /** Since the start of the window. Everything in the wheel is due then or later. */
  #reachedUs = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes in an event that is not due before the one that was taken out last. */
  push(event: QueuedEvent): void {
    this.#size += 1;
    this.#place(event);
  }

  /** The next event in order, or null when there is none. */
  pop(): QueuedEvent | null {
    if (this.#size === 0) return null;
    let bits = this.#occupied[0] ?? 0;
    while (bits === 0) {
      this.#moveDown();
      bits = this.#occupied[0] ?? 0;
    }
    const event = this.#slots[lowestBit(bits)]?.head ?? null;
    if (event !== null) this.remove(event);
    return event;
  }

  /** What else is due at the instant of the event that was taken out last; null if nothing is. */
  firstAt(atUs: number): QueuedEvent | null {
    return this.#slots[(atUs - this.#windowStartUs) & SLOT_MASK]?.head ?? null;
  }

  /** Takes an event out; nothing happens if it is not in. */
  remove(event: QueuedEvent): void {
    const { place } = event;
    if (place === NOT_QUEUED) return;
    event.place = NOT_QUEUED;
    this.#size -= 1;
    const list = place === LATER ? this.#laterList(event.atUs) : this.#slots[place];
    if (list === undefined) return;
    unlink(list, event);
    if (list.head === null) this.#emptied(place, event.atUs);
  }

  #place(event: QueuedEvent): void {
    const sinceUs = event.atUs - this.#windowStartUs;
    if (sinceUs >= WINDOW_US) {
      event.place = LATER;
      append(this.#laterList(event.atUs), event);
      return;
    }
    const level = levelOf(sinceUs ^ this.#reachedUs);
    const slot = (sinceUs >>> (level * DIGIT_BITS)) & SLOT_MASK;
    const place = level * SLOTS + slot;
    event.place = place;
    const list = this.#slots[place];
    if (list === undefined) return;
    this.#occupied[level] = (this.#occupied[level] ?? 0) | (1 << slot);
    if (level === 0) insertByTie(list, event);
    else append(list, event);
  }

  #emptied(place: number, atUs: number): void {
    if (place === LATER) this.#later.delete(windowOf(atUs));
    else {
      const level = place >>> DIGIT_BITS;
      this.#occupied[level] = (this.#occupied[level] ?? 0) & ~(1 << (place & SLOT_MASK));
    }
  }

  #laterList(atUs: number): EventList {
    const window = windowOf(atUs);
    let list = this.#later.get(window);
    if (list === undefined) this.#later.set(window, (list = createEventList()));
    return list;
  }

  /** Level 0 is empty: goes on to the next slot that holds something, and moves what it holds down. */
  #moveDown(): void {
    for (let level = 1; level < LEVELS; level += 1) {
      const bits = this.#occupied[level] ?? 0;
      if (bits === 0) continue;
      const slot = lowestBit(bits);
      const shift = level * DIGIT_BITS;
      this.#occupied[level] = bits & (bits - 1);
      this.#reachedUs = (((this.#reachedUs >>> shift) & ~SLOT_MASK) | slot) << shift;
      this.#replace(this.#slots[level * SLOTS + slot]);
      return;
    }
    const window = Math.min(...this.#later.keys());
    const list = this.#later.get(window);
    this.#later.delete(window);
    this.#windowStartUs = window * WINDOW_US;
    this.#reachedUs = 0;
    this.#replace(list);
  }

  /** Places all events of a list again, in order. */
  #replace(list: EventList | undefined): void {
    let event = list?.head ?? null;
    if (list !== undefined) list.head = list.tail = null;
    while (event !== null) {
      const { next } = event;
      this.#place(event);
      event = next;
    }
  }
}

/** Level of the highest digit that is not zero. */
function levelOf(difference: number): number {
  return ((31 - Math.clz32(difference)) / DIGIT_BITS) | 0;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function windowOf(atUs: number): number {
  return Math.floor(atUs / WINDOW_US);
}

/** An event that waits in the queue, in a list that is linked through the events themselves. */
export interface QueuedEvent extends Scheduled {
  atUs: number;
  /** Order of the events of one instant; equal ties are first in, first out. Not changed while it is in. */
  tie: number;
  readonly life: Life | null;
  readonly kind: EventKind;
  wait: Wait;
  /** For an interval in parts; null when `wait` says it all. */
  pieces: readonly Piece[] | null;
  readonly digest: number;
  readonly cause: Cause;
  readonly fire: Callback;
  /** Where in the queue it is, for the queue's own use; {@link NOT_QUEUED} when it is not in. */
  place: number;
  next: QueuedEvent | null;
  previous: QueuedEvent | null;
}

/** The place of an event that has fired, was taken out, or never was in. */
export const NOT_QUEUED = -1;

export interface EventList {
  head: QueuedEvent | null;
  tail: QueuedEvent | null;
}

function createEventList(): EventList {
  return { head: null, tail: null };
}

function append(list: EventList, event: QueuedEvent): void {
  const { tail } = list;
  event.previous = tail;
  event.next = null;
  if (tail === null) list.head = event;
  else tail.next = event;
  list.tail = event;
}

/** Puts the event before those with a greater tie; equal ties stay first in, first out. */
function insertByTie(list: EventList, event: QueuedEvent): void {
  let after = list.tail;
  while (after !== null && after.tie > event.tie) after = after.previous;
  const before = after === null ? list.head : after.next;
  event.previous = after;
  event.next = before;
  if (after === null) list.head = event;
  else after.next = event;
  if (before === null) list.tail = event;
  else before.previous = event;
}

/** Takes out an event that is in this list. */
function unlink(list: EventList, event: QueuedEvent): void {
  const { previous, next } = event;
  if (previous === null) list.head = next;
  else previous.next = next;
  if (next === null) list.tail = previous;
  else next.previous = previous;
  event.previous = null;
  event.next = null;
}
