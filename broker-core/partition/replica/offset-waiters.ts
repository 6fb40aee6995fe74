interface Entry<T> {
  readonly endOffset: number;
  readonly value: T;
}

const NONE: readonly never[] = [];

/** What waits until an offset is passed, in the order of offsets, then of arrival. */
export class OffsetWaiters<T> {
  private readonly entries: Entry<T>[] = [];

  get size(): number {
    return this.entries.length;
  }

  /** What is returned makes it forgotten, and does nothing once it was. */
  add(endOffset: number, value: T): () => void {
    const entry = { endOffset, value };
    // Most come in order; a repeated batch waits for an older offset.
    const last = this.entries.at(-1);
    if (last === undefined || last.endOffset <= endOffset) this.entries.push(entry);
    else
      this.entries.splice(this.entries.findLastIndex((other) => other.endOffset <= endOffset) + 1, 0, entry);
    return () => this.remove(entry);
  }

  /** Takes out what waits for `endOffset` or less. */
  takeUpTo(endOffset: number): readonly T[] {
    const first = this.entries[0];
    // Asked with each message that may have moved the offset; mostly it has not.
    if (first === undefined || first.endOffset > endOffset) return NONE;
    const beyond = this.entries.findIndex((entry) => entry.endOffset > endOffset);
    return this.take(beyond < 0 ? this.entries.length : beyond);
  }

  /** The first in that order. */
  find(matches: (value: T) => boolean): T | undefined {
    return this.entries.find(({ value }) => matches(value))?.value;
  }

  /** What waits for an offset in (`from`, `through`], the newest first. */
  between(from: number, through: number): readonly T[] {
    let at = this.entries.length - 1;
    while (at >= 0 && (this.entries[at]?.endOffset ?? 0) > through) at -= 1;
    const found: T[] = [];
    for (; at >= 0; at -= 1) {
      const entry = this.entries[at];
      if (entry === undefined || entry.endOffset <= from) break;
      found.push(entry.value);
    }
    return found;
  }

  takeAll(): readonly T[] {
    return this.take(this.entries.length);
  }

  private take(count: number): readonly T[] {
    return this.entries.splice(0, count).map((entry) => entry.value);
  }

  private remove(entry: Entry<T>): void {
    const place = this.entries.indexOf(entry);
    if (place >= 0) this.entries.splice(place, 1);
  }
}
