/**
 * A list by index that keeps the newest items only, so that an oracle's memory has a bound. What was
 * forgotten is not compared any more.
 */
import { assert } from '../../../sim/checks/assert.js';

/** Of entries of a log, or of batches of a partition. */
export const WINDOW_MAX = 65_536;

export class IndexedWindow<T> {
  #first: number;
  #items: T[] = [];
  readonly #max: number;

  constructor(firstIndex: number, max = WINDOW_MAX) {
    this.#first = firstIndex;
    this.#max = max;
  }

  /** The smallest index that is kept, or {@link endIndex}. */
  get firstIndex(): number {
    return this.#first;
  }

  /** The index behind the last one. */
  get endIndex(): number {
    return this.#first + this.#items.length;
  }

  at(index: number): T | undefined {
    return this.#items[index - this.#first];
  }

  get last(): T | undefined {
    return this.#items[this.#items.length - 1];
  }

  push(item: T): void {
    this.#items.push(item);
    // Half at a time, so that dropping costs nothing for each item.
    if (this.#items.length < this.#max * 2) return;
    this.#items = this.#items.slice(this.#max);
    this.#first += this.#max;
  }

  /** Does nothing where none is kept. */
  replace(index: number, item: T): void {
    if (index >= this.#first && index < this.endIndex) this.#items[index - this.#first] = item;
  }

  /** Forgets everything from `endIndex` on. */
  truncateTo(endIndex: number): void {
    if (endIndex >= this.endIndex) return;
    if (endIndex <= this.#first) this.restartAt(endIndex);
    else this.#items.length = endIndex - this.#first;
  }

  /** Empty; the next item has this index. */
  restartAt(index: number): void {
    assert(Number.isSafeInteger(index), 'an index is an integer');
    this.#first = index;
    this.#items = [];
  }
}
