/**
 * The device in time: who is served when, and what a stall does to that.
 *
 * An operation is planned when it is submitted, so it costs one event. It takes effect at the device's time,
 * in the order of completion, whatever the process does: {@link Device.settle} applies all that is due.
 */
import type { Scheduler } from '../../kernel/types.js';
import { assert } from '../../checks/assert.js';
import type { DiskConfig } from './config.js';
import type { Effects } from './effects.js';
import { Journal } from './journal.js';
import { cutPieces, planPieces, stallPiece, type Operation } from './operation.js';

export class Device {
  /** The last operation of each slot, which says when the slot is free. */
  readonly #slots: (Operation | null)[];
  readonly #journal = new Journal();
  /** The last change in flight of each file. */
  readonly #lastOfFile = new Map<string, Operation>();
  /** By (dueUs, number). */
  #pending: Operation[] = [];
  /** By number. */
  #held: Operation[] = [];

  constructor(
    private readonly scheduler: Scheduler,
    private readonly config: DiskConfig,
    private readonly effects: Effects,
  ) {
    this.#slots = new Array<Operation | null>(config.queueDepth).fill(null);
  }

  get inFlight(): number {
    return this.#pending.length + this.#held.length;
  }

  /** Operations that a stall holds. */
  get held(): readonly Operation[] {
    return this.#held;
  }

  submit(operation: Operation): void {
    assert(this.inFlight < this.config.inFlightMax, 'more operations in flight on a disk than inFlightMax');
    if (this.#isStalled(operation)) this.#held.push(operation);
    else this.#plan(operation);
  }

  /** Applies what is due by now, in order of completion. */
  settle(): void {
    const nowUs = this.scheduler.nowUs();
    for (let next = this.#pending[0]; next !== undefined && next.dueUs <= nowUs; next = this.#pending[0]) {
      this.#pending.shift();
      if (this.#lastOfFile.get(next.path.text) === next) this.#lastOfFile.delete(next.path.text);
      next.apply();
    }
  }

  /** A stall has begun: what it holds stops where it is, and leaves its place to what it does not hold. */
  hold(): void {
    this.settle();
    const nowUs = this.scheduler.nowUs();
    for (const operation of this.#pending.filter((candidate) => this.#isStalled(candidate))) {
      if (operation.event !== null) this.scheduler.cancel(operation.event);
      cutPieces(operation, nowUs);
      this.#held.push(operation);
    }
    this.#held.sort((a, b) => a.number - b.number);
    this.#pending = this.#pending.filter((operation) => !this.#isStalled(operation));
    this.#slots.fill(null);
    this.#journal.clear();
    this.#lastOfFile.clear();
    for (const operation of this.#pending) this.#occupy(operation);
  }

  /** A stall has ended: what nothing holds goes on, each in its order, what was being served first. */
  release(): void {
    this.settle();
    const released = this.#held.filter((operation) => !this.#isStalled(operation));
    this.#held = this.#held.filter((operation) => this.#isStalled(operation));
    for (const operation of released) stallPiece(operation, this.scheduler.nowUs());
    const served = released.filter(({ rest }) => rest !== null);
    const others = released.filter(({ rest }) => rest === null);
    for (const operation of [...served, ...others]) this.#plan(operation);
  }

  /** The machine has crashed. Returns what was being done, in the order of completion. */
  clear(): readonly Operation[] {
    this.settle();
    const dropped = this.#pending;
    for (const { event } of dropped) if (event !== null) this.scheduler.cancel(event);
    this.#pending = [];
    this.#held = [];
    this.#lastOfFile.clear();
    this.#journal.clear();
    this.#slots.fill(null);
    return dropped;
  }

  #isStalled(operation: Operation): boolean {
    return this.effects.isStalled(operation.traits.class);
  }

  #plan(operation: Operation): void {
    const nowUs = this.scheduler.nowUs();
    planPieces(operation, nowUs, Math.max(nowUs, this.#freeForUs(operation)));
    this.#occupy(operation);
    this.#schedule(operation, nowUs);
  }

  /** When that which it waits for is done; chooses its slot. */
  #freeForUs(operation: Operation): number {
    switch (operation.traits.queue) {
      case 'none':
        return 0;
      case 'file':
        return this.#lastOfFile.get(operation.path.text)?.dueUs ?? 0;
      case 'journal':
        return this.#journal.startUs(operation, this.scheduler.nowUs());
      case 'device': {
        let first = 0;
        for (let i = 1; i < this.#slots.length; i += 1) if (this.#freeUs(i) < this.#freeUs(first)) first = i;
        operation.slot = first;
        return this.#freeUs(first);
      }
    }
  }

  /** It is the last in its queue from now on. */
  #occupy(operation: Operation): void {
    const { queue } = operation.traits;
    if (queue === 'file') this.#lastOfFile.set(operation.path.text, operation);
    if (queue === 'journal') this.#journal.noteDue(operation);
    if (queue === 'device') this.#slots[operation.slot] = operation;
  }

  #freeUs(slot: number): number {
    return this.#slots[slot]?.dueUs ?? 0;
  }

  #schedule(operation: Operation, nowUs: number): void {
    const { life, pieces, digest, cause, dueUs } = operation;
    const fire = () => {
      this.settle();
      operation.finish();
    };
    operation.event = this.scheduler.scheduleInPieces(
      dueUs - nowUs,
      life,
      'disk',
      pieces,
      digest,
      fire,
      cause,
    );
    const place = this.#placeOf(operation);
    // Mostly it is the last, and nothing has to be moved.
    if (place === this.#pending.length) this.#pending.push(operation);
    else this.#pending.splice(place, 0, operation);
  }

  /** By halves: behind a queue of syncs every write is due before nearly all that is pending. */
  #placeOf(operation: Operation): number {
    let low = 0;
    let high = this.#pending.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#pending[middle];
      if (other !== undefined && isBefore(other, operation)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(a: Operation, b: Operation): boolean {
  return a.dueUs !== b.dueUs ? a.dueUs < b.dueUs : a.number < b.number;
}
