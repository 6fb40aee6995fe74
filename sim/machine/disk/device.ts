/**
 * The device in time: who is served when, and what a stall does to that.
 *
 * An operation is planned when it is submitted, so it costs one event. Its effect takes place at the device's time, in the order
 * of completion, whatever the process does: {@link Device.settle} applies all that is due before anybody looks.
 */
import type { Scheduler } from '../../kernel/types.js';
import { assert } from './assert.js';
import { OPERATIONS, type Operation, type OperationClass } from './operation.js';
import { continuePieces, cutPieces, planPieces, stallPiece } from './pieces.js';

export interface DeviceOptions {
  readonly scheduler: Scheduler;
  readonly queueDepth: number;
  readonly inFlightMax: number;
  /** Whether a stall holds operations of this class. */
  readonly isStalled: (operationClass: OperationClass) => boolean;
}

export class Device {
  readonly #options: DeviceOptions;
  /** The last operation of each slot. It says when the slot is free, also after a stall has moved it. */
  readonly #slots: (Operation | null)[];
  /** The last change in flight of each file. */
  readonly #lastOfFile = new Map<string, Operation>();
  /** By (dueUs, number). */
  #pending: Operation[] = [];
  /** By number. */
  #held: Operation[] = [];

  constructor(options: DeviceOptions) {
    this.#options = options;
    this.#slots = new Array<Operation | null>(options.queueDepth).fill(null);
  }

  get inFlight(): number {
    return this.#pending.length + this.#held.length;
  }

  /** Operations that a stall holds. */
  get held(): readonly Operation[] {
    return this.#held;
  }

  submit(operation: Operation): void {
    assert(this.inFlight < this.#options.inFlightMax, 'more operations in flight on a disk than inFlightMax');
    if (this.#options.isStalled(OPERATIONS[operation.kind].class)) this.#held.push(operation);
    else this.#plan(operation);
  }

  /** Applies what is due by now, in order of completion. */
  settle(): void {
    const nowUs = this.#options.scheduler.nowUs();
    for (let next = this.#pending[0]; next !== undefined && next.dueUs <= nowUs; next = this.#pending[0]) {
      this.#pending.shift();
      if (this.#lastOfFile.get(next.path.text) === next) this.#lastOfFile.delete(next.path.text);
      next.apply();
    }
  }

  /** A stall has begun: whatever it holds stops where it is. */
  hold(): void {
    this.settle();
    const nowUs = this.#options.scheduler.nowUs();
    const isHeld = (operation: Operation) => this.#options.isStalled(OPERATIONS[operation.kind].class);
    for (const operation of this.#pending.filter(isHeld)) {
      if (operation.event !== null) this.#options.scheduler.cancel(operation.event);
      cutPieces(operation, nowUs);
      this.#held.push(operation);
    }
    this.#held.sort((a, b) => a.number - b.number);
    this.#pending = this.#pending.filter((operation) => !isHeld(operation));
  }

  /** A stall has ended: what nothing holds any more goes on where it stopped, the rest is planned in the order of submission. */
  release(): void {
    const nowUs = this.#options.scheduler.nowUs();
    const isHeld = (operation: Operation) => this.#options.isStalled(OPERATIONS[operation.kind].class);
    const released = this.#held.filter((operation) => !isHeld(operation));
    this.#held = this.#held.filter(isHeld);
    for (const operation of released) {
      stallPiece(operation, nowUs);
      if (operation.rest === null) continue;
      continuePieces(operation, operation.rest, nowUs);
      this.#schedule(operation, nowUs);
    }
    // Only now, because those that were planned before the stall still have their turn first.
    for (const operation of released) if (operation.event === null) this.#plan(operation);
  }

  /** The machine has crashed: nothing is in flight any more. Returns what was being done, in the order of completion. */
  clear(): readonly Operation[] {
    this.settle();
    const dropped = this.#pending;
    for (const { event } of dropped) if (event !== null) this.#options.scheduler.cancel(event);
    this.#pending = [];
    this.#held = [];
    this.#lastOfFile.clear();
    this.#slots.fill(null);
    return dropped;
  }

  #plan(operation: Operation): void {
    const nowUs = this.#options.scheduler.nowUs();
    planPieces(operation, nowUs, Math.max(nowUs, this.#enqueue(operation)));
    this.#schedule(operation, nowUs);
  }

  /** Puts it at the end of the queue that it belongs to; returns when those before it are done. */
  #enqueue(operation: Operation): number {
    const { queue } = OPERATIONS[operation.kind];
    if (queue === 'none') return 0;
    if (queue === 'file') {
      const before = this.#lastOfFile.get(operation.path.text);
      this.#lastOfFile.set(operation.path.text, operation);
      return before?.dueUs ?? 0;
    }
    let slot = 0;
    for (let i = 1; i < this.#slots.length; i += 1) if (this.#freeUs(i) < this.#freeUs(slot)) slot = i;
    const freeUs = this.#freeUs(slot);
    this.#slots[slot] = operation;
    return freeUs;
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
    operation.event = this.#options.scheduler.scheduleInPieces(
      dueUs - nowUs,
      life,
      'disk',
      pieces,
      digest,
      fire,
      cause,
    );
    let place = this.#pending.length;
    for (let last = this.#pending[place - 1]; last !== undefined && isBefore(operation, last);) {
      place -= 1;
      last = this.#pending[place - 1];
    }
    this.#pending.splice(place, 0, operation);
  }
}

function isBefore(a: Operation, b: Operation): boolean {
  return a.dueUs !== b.dueUs ? a.dueUs < b.dueUs : a.number < b.number;
}
