/**
 * `tokio::sync::Mutex`: first come, first served; held across awaits; released when its holder is dropped, if the holder uses
 * {@link Mutex.hold} or releases in `finally`.
 */
import { assert } from '../assert.js';
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspend, type Waker } from './suspend.js';

export class Mutex {
  readonly #wait: Wait;
  readonly #queue = new Line<Waker<void>>();
  #locked = false;

  /** `name` is what reports call it. */
  constructor(name: string) {
    this.#wait = { kind: 'wake', label: `lock ${name}` };
  }

  get locked(): boolean {
    return this.#locked;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** Runs `body` while holding the lock. */
  async hold<T>(ctx: Ctx, body: () => Promise<T> | T): Promise<T> {
    await this.lock(ctx);
    try {
      return await body();
    } finally {
      this.unlock();
    }
  }

  /** Waits for the lock; the holder calls {@link unlock}. */
  async lock(ctx: Ctx): Promise<void> {
    if (!this.#locked) {
      this.#locked = true;
      return;
    }
    await suspend<void>(ctx, this.#wait, (waker) => {
      const place = this.#queue.join(waker);
      return {
        waiting: () => this.#queue.leave(place),
        woken: () => this.unlock(),
      };
    });
  }

  /** Takes the lock if it is free. */
  tryLock(): boolean {
    if (this.#locked) return false;
    this.#locked = true;
    return true;
  }

  /** Hands the lock to the one that has waited longest; it stays locked on the way. */
  unlock(): void {
    assert(this.#locked, 'only a held lock is released');
    const first = this.#queue.takeFirst();
    if (first === undefined) this.#locked = false;
    else first.wake();
  }
}
