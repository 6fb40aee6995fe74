import { assert } from '../../assert.js';
import { endOffset, type RecordBatch } from '../../protocol/record-batch.js';

/** A batch in the log, with its place in the write-ahead log and its size there. */
export interface PlacedBatch {
  readonly batch: RecordBatch;
  readonly lsn: number;
  readonly sizeBytes: number;
}

/** Batches to send to a follower or a consumer. */
export interface ReadBatches {
  readonly batches: readonly RecordBatch[];
  readonly sizeBytes: number;
}

const NOTHING: ReadBatches = { batches: [], sizeBytes: 0 };

/** The batches of a log, in the order of offsets and without a gap. */
export class BatchList {
  readonly #placed: PlacedBatch[] = [];
  #end = 0;
  /** How many batches the last {@link endOffsetAtLsn} counted: the next is nearly always asked about the same lsn or one close behind. */
  #countAtLsn = 0;

  /** The offset behind the newest record. */
  get endOffset(): number {
    return this.#end;
  }

  push(placed: PlacedBatch): void {
    assert(placed.batch.baseOffset === this.endOffset, 'offsets are dense');
    this.#placed.push(placed);
    this.#end = endOffset(placed.batch);
  }

  /** Removes every batch with a record at or behind `offset`, as Kafka does: a batch is kept whole or not at all. */
  truncateTo(offset: number): void {
    while (this.#end > offset) {
      this.#placed.pop();
      const last = this.#placed.at(-1);
      this.#end = last === undefined ? 0 : endOffset(last.batch);
    }
  }

  /** The batch that holds `offset`. */
  find(offset: number): PlacedBatch | undefined {
    return this.#placed[this.#search(offset)];
  }

  /** Whole batches from the one that holds `fromOffset`, all below `upToOffset`; the first comes even if it exceeds `bytesMax`. */
  read(fromOffset: number, bytesMax: number, upToOffset: number): ReadBatches {
    const placed = this.#placed;
    let at = this.#search(fromOffset);
    const first = placed[at];
    if (first === undefined || endOffset(first.batch) > upToOffset) return NOTHING;
    const batches = [first.batch];
    let { sizeBytes } = first;
    for (at++; at < placed.length; at++) {
      const next = placed[at];
      if (next === undefined || endOffset(next.batch) > upToOffset) break;
      if (sizeBytes + next.sizeBytes > bytesMax) break;
      batches.push(next.batch);
      sizeBytes += next.sizeBytes;
    }
    return { batches, sizeBytes };
  }

  /** Shows the batches from the one that holds `fromOffset`, all below `upToOffset`, in order, until `visit` says no. */
  visit(fromOffset: number, upToOffset: number, visit: (batch: RecordBatch) => boolean): void {
    for (let at = this.#search(fromOffset); at < this.#placed.length; at++) {
      const next = this.#placed[at];
      if (next === undefined || endOffset(next.batch) > upToOffset || !visit(next.batch)) return;
    }
  }

  /** The offset behind the last batch whose record is at `lsn` or before. */
  endOffsetAtLsn(lsn: number): number {
    const placed = this.#placed;
    let count = Math.min(this.#countAtLsn, placed.length);
    while (count > 0 && (placed[count - 1]?.lsn ?? 0) > lsn) count--;
    while (count < placed.length && (placed[count]?.lsn ?? 0) <= lsn) count++;
    this.#countAtLsn = count;
    const last = placed[count - 1];
    return last === undefined ? 0 : endOffset(last.batch);
  }

  *all(): Generator<RecordBatch> {
    for (const { batch } of this.#placed) yield batch;
  }

  /** The place of the first batch that ends behind `offset`: a binary search. */
  #search(offset: number): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const placed = this.#placed[middle];
      if (placed !== undefined && endOffset(placed.batch) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
