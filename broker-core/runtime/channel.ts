/** Channels: `tokio::sync::mpsc` (many senders, one receiver, in order) and `oneshot`. */
import { assert } from '../assert.js';
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspend, suspendInLine, type Waker } from './suspend.js';

const RECEIVE: Wait = { kind: 'wake', label: 'channel received' };
const CAPACITY: Wait = { kind: 'wake', label: 'channel capacity' };
const ONESHOT: Wait = { kind: 'wake', label: 'oneshot' };

/** A queue of messages, bounded by `capacityMax`; `Infinity` gives tokio's unbounded channel. */
export class Mpsc<T> {
  readonly #messages: T[] = [];
  readonly #senders = new Line<Waker<void>>();
  #receiver: Waker<void> | null = null;
  #reserved = 0;

  constructor(private readonly capacityMax: number) {
    assert(capacityMax > 0, 'a channel holds at least one message');
  }

  get length(): number {
    return this.#messages.length;
  }

  /** False if it is full. */
  trySend(message: T): boolean {
    if (this.#messages.length + this.#reserved >= this.capacityMax) return false;
    this.#put(message);
    return true;
  }

  /** Waits for room, first come, first served. */
  async send(ctx: Ctx, message: T): Promise<void> {
    // Nobody is overtaken: while senders wait, each place that becomes free is theirs at once.
    if (this.trySend(message)) return;
    await suspendInLine(ctx, CAPACITY, this.#senders, () => {
      this.#reserved -= 1;
      this.#letInOne();
    });
    this.#reserved -= 1;
    this.#put(message);
  }

  /** The next message; waits for one. */
  async receive(ctx: Ctx): Promise<T> {
    for (;;) {
      const message = this.tryReceive();
      if (message !== undefined) return message.value;
      assert(this.#receiver === null, 'a channel has one receiver');
      await suspend<void>(ctx, RECEIVE, (waker) => {
        this.#receiver = waker;
        return { waiting: () => (this.#receiver = null) };
      });
    }
  }

  tryReceive(): { readonly value: T } | undefined {
    if (this.#messages.length === 0) return undefined;
    const value = this.#messages.shift() as T;
    this.#letInOne();
    return { value };
  }

  #letInOne(): void {
    const sender = this.#senders.takeFirst();
    if (sender === undefined) return;
    this.#reserved += 1;
    sender.wake();
  }

  #put(message: T): void {
    this.#messages.push(message);
    const receiver = this.#receiver;
    this.#receiver = null;
    receiver?.wake();
  }
}

/** One value, once. The first `complete` counts; the value waits for its receiver. */
export class Oneshot<T> {
  #value: { readonly value: T } | null = null;
  #waker: Waker<T> | null = null;

  get completed(): boolean {
    return this.#value !== null;
  }

  /** False if it had a value already. */
  complete(value: T): boolean {
    if (this.#value !== null) return false;
    this.#value = { value };
    this.#waker?.wake(value);
    return true;
  }

  /** As {@link complete}, within the event that runs now, which must exist for this receiver alone. */
  completeNow(value: T): boolean {
    if (this.#value !== null) return false;
    this.#value = { value };
    this.#waker?.resume(value);
    return true;
  }

  async receive(ctx: Ctx): Promise<T> {
    if (this.#value !== null) return this.#value.value;
    return suspend<T>(ctx, ONESHOT, (waker) => {
      this.#waker = waker;
      return {};
    });
  }
}
