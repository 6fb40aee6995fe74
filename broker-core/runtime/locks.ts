/**
 * `tokio::sync::Mutex`: first come, first served; held across awaits; released when its holder is dropped, if
 * that uses {@link Mutex.hold} or releases in `finally`.
 */
/**
 * `tokio::sync::RwLock`: many readers or one writer, in the order in which they asked; a waiting writer holds
 * up the readers that come after it.
 */
import { assert } from '../assert.js';
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspend, suspendInLine, type Waker } from './suspend.js';

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
    if (this.tryLock()) return;
    await suspendInLine(ctx, this.#wait, this.#queue, () => this.unlock());
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

type Mode = 'read' | 'write';

interface Queued {
  readonly mode: Mode;
  readonly waker: Waker<void>;
}

export class RwLock {
  readonly #wait: Wait;
  readonly #queue = new Line<Queued>();
  #readers = 0;
  #writing = false;

  /** `name` is what reports call it. */
  constructor(name: string) {
    this.#wait = { kind: 'wake', label: `lock ${name}` };
  }

  read<T>(ctx: Ctx, body: () => Promise<T> | T): Promise<T> {
    return this.#hold(ctx, 'read', body);
  }

  write<T>(ctx: Ctx, body: () => Promise<T> | T): Promise<T> {
    return this.#hold(ctx, 'write', body);
  }

  async #hold<T>(ctx: Ctx, mode: Mode, body: () => Promise<T> | T): Promise<T> {
    await this.#acquire(ctx, mode);
    try {
      return await body();
    } finally {
      this.#release(mode);
    }
  }

  async #acquire(ctx: Ctx, mode: Mode): Promise<void> {
    if (this.#queue.length === 0 && this.#free(mode)) {
      this.#take(mode);
      return;
    }
    await suspend<void>(ctx, this.#wait, (waker) => {
      const place = this.#queue.join({ mode, waker });
      return {
        waiting: () => {
          this.#queue.leave(place);
          this.#admit();
        },
        woken: () => this.#release(mode),
      };
    });
  }

  #free(mode: Mode): boolean {
    return !this.#writing && (mode === 'read' || this.#readers === 0);
  }

  #take(mode: Mode): void {
    if (mode === 'read') this.#readers += 1;
    else this.#writing = true;
  }

  #release(mode: Mode): void {
    assert(mode === 'read' ? this.#readers > 0 : this.#writing, 'only a held lock is released');
    if (mode === 'read') this.#readers -= 1;
    else this.#writing = false;
    this.#admit();
  }

  #admit(): void {
    for (let first = this.#queue.first; first !== undefined; first = this.#queue.first) {
      if (!this.#free(first.mode)) return;
      this.#queue.takeFirst();
      this.#take(first.mode);
      first.waker.wake();
    }
  }
}
