/** `tokio::sync::watch`: one value, many who look; `changed` resolves on a version not seen yet. */
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspendInLine, type Waker } from './suspend.js';

const CHANGED: Wait = { kind: 'wake', label: 'watch changed' };

export class Watch<T> {
  #value: T;
  #version = 0;
  readonly #waiters = new Line<Waker<void>>();

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  get version(): number {
    return this.#version;
  }

  get waitersCount(): number {
    return this.#waiters.length;
  }

  send(value: T): void {
    this.#value = value;
    this.#version += 1;
    for (const waker of this.#waiters.takeAll()) waker.wake();
  }

  /** A receiver that has seen the present value. */
  subscribe(): WatchReceiver<T> {
    return new WatchReceiver(this, this.#version);
  }

  /** For receivers: waits for the next `send`. */
  async nextSend(ctx: Ctx): Promise<void> {
    await suspendInLine(ctx, CHANGED, this.#waiters);
  }
}

export class WatchReceiver<T> {
  constructor(
    private readonly watch: Watch<T>,
    private seen: number,
  ) {}

  /** The present value; looking does not mark it as seen (`borrow`). */
  get value(): T {
    return this.watch.value;
  }

  /** Whether there is a value that this receiver has not seen, and who waits for one has not been woken. */
  get isMissed(): boolean {
    return this.watch.version !== this.seen && this.watch.waitersCount > 0;
  }

  /** A receiver that has seen what this one has. */
  clone(): WatchReceiver<T> {
    return new WatchReceiver(this.watch, this.seen);
  }

  /** Resolves when there is a value that this receiver has not seen, and marks it as seen. */
  async changed(ctx: Ctx): Promise<void> {
    while (this.watch.version === this.seen) await this.watch.nextSend(ctx);
    this.seen = this.watch.version;
  }
}
