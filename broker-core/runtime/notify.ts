/**
 * `tokio::sync::Notify`, to the letter.
 *
 * `notifyOne` stores one permit when nobody waits. `notifyWaiters` stores none, and reaches exactly those {@link Notified} that
 * exist already, awaited or not. So a waiter that creates its `Notified` after the notification waits for ever: the lost wake-up
 * that half of the regressions come from.
 */
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspend, type Waker } from './suspend.js';

const NOTIFIED: Wait = { kind: 'wake', label: 'notified' };

type Reason = 'one' | 'all';

export class Notify {
  readonly #waiters = new Line<Waker<Reason>>();
  #permit = false;
  #calls = 0;

  /** A future that is told of notifications from now on. */
  notified(): Notified {
    const calls = this.#calls;
    return { wait: (ctx) => this.#wait(ctx, calls) };
  }

  /** Wakes the one that has waited longest, or keeps a permit (at most one) for the next. */
  notifyOne(): void {
    const first = this.#waiters.takeFirst();
    if (first === undefined) this.#permit = true;
    else first.wake('one');
  }

  /** Wakes all that exist; keeps nothing. Returns how many were waiting. */
  notifyWaiters(): number {
    this.#calls += 1;
    const woken = this.#waiters.takeAll();
    for (const waker of woken) waker.wake('all');
    return woken.length;
  }

  /** How many wait. */
  get waiterCount(): number {
    return this.#waiters.length;
  }

  async #wait(ctx: Ctx, callsAtCreation: number): Promise<void> {
    // The permit first, as tokio does: it is used up even by a waiter that `notifyWaiters` has reached already.
    if (this.#permit) {
      this.#permit = false;
      return;
    }
    if (this.#calls !== callsAtCreation) return;
    await suspend<Reason>(ctx, NOTIFIED, (waker) => {
      const place = this.#waiters.join(waker);
      return {
        waiting: () => this.#waiters.leave(place),
        woken: (reason) => {
          if (reason === 'one') this.notifyOne();
        },
      };
    });
  }
}

export interface Notified {
  wait(ctx: Ctx): Promise<void>;
}
