import type { WalErrorCode } from './errors.js';
import type { DurableCallback } from './types.js';

/** Consumed entries are cut off the arrays only when there are this many, so that each costs O(1). */
const COMPACT_AT = 1024;

/** Callbacks waiting for durable records, by lsn, then arrival. Two arrays: an entry costs no object. */
export class Waiters {
  #lsns: number[] = [];
  #callbacks: DurableCallback[] = [];
  #head = 0;

  get count(): number {
    return this.#lsns.length - this.#head;
  }

  add(lsn: number, done: DurableCallback): void {
    let at = this.#lsns.length;
    // Nearly always the newest record, and then this is a push.
    while (at > this.#head && (this.#lsns[at - 1] ?? 0) > lsn) at--;
    if (at === this.#lsns.length) {
      this.#lsns.push(lsn);
      this.#callbacks.push(done);
    } else {
      this.#lsns.splice(at, 0, lsn);
      this.#callbacks.splice(at, 0, done);
    }
  }

  /** Calls everyone who waits for `lsn` or less; callbacks may add others meanwhile. */
  release(lsn: number, error: WalErrorCode | null): void {
    while (this.#head < this.#lsns.length && (this.#lsns[this.#head] ?? 0) <= lsn) {
      const done = this.#callbacks[this.#head];
      this.#head++;
      if (this.#head === this.#lsns.length || this.#head >= COMPACT_AT) this.#compact();
      done?.(error);
    }
  }

  #compact(): void {
    this.#lsns = this.#lsns.slice(this.#head);
    this.#callbacks = this.#callbacks.slice(this.#head);
    this.#head = 0;
  }
}
