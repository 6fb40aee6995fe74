/**
 * The event queue: a 4-ary heap ordered by `(atUs, tie, seq)`, with removal, and a FIFO lane for what is due at this very
 * instant, which in a simulation of async code is every second event.
 *
 * Ties are first in, first out; with a `tieBreak` they fall in an order drawn for each event, which finds code that relies on
 * an order nobody promised.
 */
import type { Callback, Cause, Wait } from '../../broker-core/env.js';
import type { EventKind, Life, Piece, Scheduled } from './types.js';

export interface QueuedEvent extends Scheduled {
  readonly atUs: number;
  readonly seq: number;
  readonly tie: number;
  heapIndex: number;
  cancelled: boolean;
  readonly life: Life | null;
  readonly kind: EventKind;
  readonly wait: Wait;
  /** For an interval in parts; null when `wait` says it all. */
  readonly pieces: readonly Piece[] | null;
  readonly digest: number;
  readonly cause: Cause;
  readonly fire: Callback;
}

const NOT_QUEUED = -1;
const IN_LANE = -2;

/** `tie` is 0 for all events, or a number drawn for each; then nothing goes through the lane. */
export class EventQueue {
  readonly #heap: QueuedEvent[] = [];
  #lane: QueuedEvent[] = [];
  #laneHead = 0;
  #laneCancelled = 0;

  get size(): number {
    return this.#heap.length + this.#lane.length - this.#laneHead - this.#laneCancelled;
  }

  push(event: QueuedEvent, nowUs: number): void {
    if (event.atUs === nowUs && event.tie === 0) {
      event.heapIndex = IN_LANE;
      this.#lane.push(event);
    } else {
      this.#siftUp(event, this.#heap.length);
    }
  }

  /** The next event in order, or undefined when there is none. */
  pop(): QueuedEvent | undefined {
    const head = this.#laneTop();
    const top = this.#heap[0];
    if (head !== undefined && (top === undefined || before(head, top))) {
      this.#laneHead += 1;
      head.heapIndex = NOT_QUEUED;
      return head;
    }
    if (top !== undefined) this.#takeFromHeap(top);
    return top;
  }

  /** Takes an event out; nothing happens if it has fired or was taken out before. */
  remove(event: QueuedEvent): void {
    if (event.heapIndex === IN_LANE) {
      event.cancelled = true;
      event.heapIndex = NOT_QUEUED;
      this.#laneCancelled += 1;
    } else if (event.heapIndex !== NOT_QUEUED) {
      this.#takeFromHeap(event);
    }
  }

  /** The lane holds only events of one instant, pushed in `seq` order: its head is compared with the heap's top. */
  #laneTop(): QueuedEvent | undefined {
    while (this.#laneHead < this.#lane.length) {
      const head = this.#lane[this.#laneHead];
      if (head !== undefined && !head.cancelled) return head;
      this.#laneHead += 1;
      this.#laneCancelled -= 1;
    }
    if (this.#laneHead > 0) {
      this.#lane = [];
      this.#laneHead = 0;
    }
    return undefined;
  }

  #takeFromHeap(event: QueuedEvent): void {
    const index = event.heapIndex;
    event.heapIndex = NOT_QUEUED;
    const last = this.#heap.pop();
    if (last === undefined || last === event) return;
    this.#siftDown(last, index);
    this.#siftUp(last, last.heapIndex);
  }

  #place(event: QueuedEvent, index: number): void {
    this.#heap[index] = event;
    event.heapIndex = index;
  }

  #siftUp(event: QueuedEvent, from: number): void {
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 2;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || before(parent, event)) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(event, index);
  }

  #siftDown(event: QueuedEvent, from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      const first = (index << 2) + 1;
      let best = heap[first];
      if (best === undefined) break;
      let bestIndex = first;
      for (let child = first + 1; child < first + 4; child += 1) {
        const candidate = heap[child];
        if (candidate === undefined) break;
        if (before(candidate, best)) {
          best = candidate;
          bestIndex = child;
        }
      }
      if (before(event, best)) break;
      this.#place(best, index);
      index = bestIndex;
    }
    this.#place(event, index);
  }
}

function before(a: QueuedEvent, b: QueuedEvent): boolean {
  if (a.atUs !== b.atUs) return a.atUs < b.atUs;
  if (a.tie !== b.tie) return a.tie < b.tie;
  return a.seq < b.seq;
}
