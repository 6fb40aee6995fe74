/**
 * `tokio::sync::RwLock`: many readers or one writer, in the order in which they asked; a waiting writer holds up the readers
 * that come after it.
 */
import { assert } from '../assert.js';
import type { Wait } from '../env.js';
import type { Ctx } from './ctx.js';
import { suspend, type Waker } from './suspend.js';

type Mode = 'read' | 'write';

interface Queued {
  readonly mode: Mode;
  readonly waker: Waker<void>;
}

export class RwLock {
  readonly #wait: Wait;
  readonly #queue = new Set<Queued>();
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
    if (this.#queue.size === 0 && this.#free(mode)) {
      this.#take(mode);
      return;
    }
    await suspend<void>(ctx, this.#wait, (waker) => {
      const queued: Queued = { mode, waker };
      this.#queue.add(queued);
      return {
        waiting: () => {
          this.#queue.delete(queued);
          this.#admit();
        },
        woken: () => {
          this.#release(mode);
        },
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
    for (const queued of this.#queue) {
      if (!this.#free(queued.mode)) return;
      this.#queue.delete(queued);
      this.#take(queued.mode);
      queued.waker.wake();
    }
  }
}
