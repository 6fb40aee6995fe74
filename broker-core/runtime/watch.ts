/** `tokio::sync::watch`: one value, many who look; `changed` resolves on a version not seen yet. */
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line, type Place } from './line.js';
import { suspend, type Waker } from './suspend.js';

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

  send(value: T): void {
    this.#value = value;
    this.#version += 1;
    for (const waker of this.#waiters.takeAll()) waker.wake();
  }

  /** A receiver that has seen the present value. */
  subscribe(): WatchReceiver<T> {
    return new WatchReceiver(this, this.#version);
  }

  /** For receivers: waits for the next `send`. `joined` is told its place in the line of those who wait. */
  async nextSend(ctx: Ctx, joined: (place: Place<Waker<void>>) => void): Promise<void> {
    await suspend<void>(ctx, CHANGED, (waker) => {
      const place = this.#waiters.join(waker);
      joined(place);
      return { waiting: () => this.#waiters.leave(place) };
    });
  }
}

export class WatchReceiver<T> {
  /** Where it waited last. */
  #place: Place<Waker<void>> | null = null;

  constructor(
    private readonly watch: Watch<T>,
    private seen: number,
  ) {}

  /** The present value; looking does not mark it as seen (`borrow`). */
  get value(): T {
    return this.watch.value;
  }

  /**
   * Whether there is a value that this receiver has not seen, and it waits all the same. One that has been
   * woken at this instant, and has yet to go on, has missed nothing, even if other receivers wait for the
   * next value.
   */
  get isMissed(): boolean {
    return this.watch.version !== this.seen && this.#place !== null && !this.#place.isLeft;
  }

  /** A receiver that has seen what this one has. */
  clone(): WatchReceiver<T> {
    return new WatchReceiver(this.watch, this.seen);
  }

  /** Resolves when there is a value that this receiver has not seen, and marks it as seen. */
  async changed(ctx: Ctx): Promise<void> {
    const joined = (place: Place<Waker<void>>): void => {
      this.#place = place;
    };
    while (this.watch.version === this.seen) await this.watch.nextSend(ctx, joined);
    this.seen = this.watch.version;
  }
}
