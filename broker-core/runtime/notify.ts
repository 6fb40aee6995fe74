/**
 * `tokio::sync::Notify`, to the letter.
 *
 * `notifyOne` stores one permit when nobody waits. `notifyWaiters` stores none, and reaches exactly those
 * {@link Notified} that exist already, awaited or not. So a waiter that creates its `Notified` after the
 * notification waits for ever: the lost wake-up that half of the regressions come from.
 */
import type { Wait, Trace } from '../door.js';
import type { Ctx } from './task.js';
import { Line } from './line.js';
import { suspendInLine, type Waker } from './suspend.js';

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
    // The permit first, as tokio does: also a waiter that `notifyWaiters` has reached uses it up.
    if (this.#permit) {
      this.#permit = false;
      return;
    }
    if (this.#calls !== callsAtCreation) return;
    await suspendInLine(ctx, NOTIFIED, this.#waiters, (reason) => {
      if (reason === 'one') this.notifyOne();
    });
  }
}

export interface Notified {
  wait(ctx: Ctx): Promise<void>;
}

/**
 * A map from key to {@link Notify}, as `DashMap<String, Arc<Notify>>` is used for "tell me when this is
 * applied". It reports what goes wrong with such a map: an insert over a waiter that nobody will wake now, a
 * notification that finds an entry on which nobody waits yet, an entry that its waiter has left behind.
 */
export class PendingNotifies {
  readonly #entries = new Map<string, Notify>();

  constructor(private readonly trace: Trace) {}

  /** Entries that are there now: at quiescence every one is a leak. */
  get size(): number {
    return this.#entries.size;
  }

  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** Puts a new Notify under the key, in the place of any that was there. */
  insert(key: string): Notify {
    const replaced = this.#entries.get(key);
    if (replaced !== undefined) {
      const detail = `${replaced.waiterCount} waiting`;
      this.trace.finding({ type: 'overwritten-waiter', key, detail });
    }
    const notify = new Notify();
    this.#entries.set(key, notify);
    return notify;
  }

  /** What is under the key, or a new Notify: all that wait for the same thing share it. */
  share(key: string): Notify {
    const there = this.#entries.get(key) ?? new Notify();
    this.#entries.set(key, there);
    return there;
  }

  /** Takes out a `notify` that was shared, unless others wait on it or another one stands there by now. */
  unshare(key: string, notify: Notify): void {
    if (notify.waiterCount === 0 && this.#entries.get(key) === notify) this.#entries.delete(key);
  }

  /** Removes what is under the key, also what another caller has put there. */
  remove(key: string): void {
    this.#entries.delete(key);
  }

  /** For a waiter that waits no more: if its entry is still there, only luck will ever take it out. */
  reportLeak(key: string): void {
    if (this.#entries.has(key)) this.trace.finding({ type: 'leaked-entry', key });
  }

  /** Removes the entry and wakes its waiters; nothing happens if there is none. */
  notify(key: string): void {
    const notify = this.#entries.get(key);
    if (notify === undefined) return;
    this.#entries.delete(key);
    if (notify.notifyWaiters() === 0) this.trace.finding({ type: 'notify-without-waiter', key });
  }
}
