import type { PathLock } from '../../broker/produce-path.js';

/** The times at which a lock is held by one at a time, first come, first served. */
export class Exclusive implements PathLock {
  readonly #holdUs: number;
  #freeAtUs = 0;
  #lastUs = 0;

  constructor(holdUs: number) {
    this.#holdUs = holdUs;
  }

  waitUs(_partition: object, nowUs: number): number {
    // A clock that was set back knows nothing of who holds it.
    if (nowUs < this.#lastUs) this.#freeAtUs = 0;
    this.#lastUs = nowUs;
    const waitUs = Math.max(0, this.#freeAtUs - (nowUs - this.#holdUs));
    this.#freeAtUs = nowUs + waitUs;
    return waitUs;
  }
}
