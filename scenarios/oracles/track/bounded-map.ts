import { WINDOW_MAX } from './indexed-window.js';

/** A map that forgets what was put first when it grows too large. */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #max: number;
  #hasForgotten = false;

  constructor(max = WINDOW_MAX) {
    this.#max = max;
  }

  /** Whether what is not in it may have been. */
  get hasForgotten(): boolean {
    return this.#hasForgotten;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#max) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      this.#hasForgotten = true;
      return;
    }
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }
}
