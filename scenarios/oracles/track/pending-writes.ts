/** What a node has written and not been told to be durable, in order: a few Readys at once. */
export class PendingWrites<T> {
  #writes: { readonly readyNumber: number; readonly written: T }[] = [];

  add(readyNumber: number, written: T): void {
    this.#writes.push({ readyNumber, written });
  }

  /** Takes out, the oldest first, all up to this Ready. */
  takeUpTo(readyNumber: number): readonly T[] {
    const count = this.#writes.findIndex((write) => write.readyNumber > readyNumber);
    const durable = this.#writes.splice(0, count < 0 ? this.#writes.length : count);
    return durable.map(({ written }) => written);
  }

  /** Those that a crash may have taken. */
  all(): readonly T[] {
    return this.#writes.map(({ written }) => written);
  }

  clear(): void {
    this.#writes = [];
  }
}
