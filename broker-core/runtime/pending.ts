/**
 * A map from key to {@link Notify}, as `DashMap<String, Arc<Notify>>` is used for "tell me when this key is applied".
 *
 * It behaves exactly as such a map does, and reports what goes wrong with it: an insert over a waiter that nobody will ever wake
 *, a notification that finds an entry on which nobody waits yet, an entry that its waiter has left behind.
 */
import type { Trace } from '../door.js';
import { Notify } from './notify.js';

export class PendingNotifies {
  readonly #entries = new Map<string, Notify>();
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
  }

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
      this.#trace.finding({
        type: 'overwritten-waiter',
        key,
        detail: `${String(replaced.waiterCount)} waiting`,
      });
    }
    const notify = new Notify();
    this.#entries.set(key, notify);
    return notify;
  }

  /** What is under the key, or a new Notify: all that wait for the same thing share it, and nobody is replaced. */
  share(key: string): Notify {
    const there = this.#entries.get(key) ?? new Notify();
    this.#entries.set(key, there);
    return there;
  }

  /** For one who has shared `notify` and waits no more: takes it out, unless others wait on it or another one stands there by now. */
  unshare(key: string, notify: Notify): void {
    if (notify.waiterCount === 0 && this.#entries.get(key) === notify) this.#entries.delete(key);
  }

  /** Removes what is under the key, also what another caller has put there. */
  remove(key: string): void {
    this.#entries.delete(key);
  }

  /** For who has put an entry under the key and waits no more: if it is still there, nobody will ever take it out but by luck. */
  reportLeak(key: string): void {
    if (this.#entries.has(key)) this.#trace.finding({ type: 'leaked-entry', key });
  }

  /** Removes the entry and wakes its waiters; nothing happens if there is none. */
  notify(key: string): void {
    const notify = this.#entries.get(key);
    if (notify === undefined) return;
    this.#entries.delete(key);
    if (notify.notifyWaiters() === 0) this.#trace.finding({ type: 'notify-without-waiter', key });
  }
}
