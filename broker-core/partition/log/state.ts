import type { LogEntry } from './codec.js';
import { ProducerStates } from './producers.js';
import type { WalErrorCode, WalOpenError } from '../../wal/open.js';
import { assert } from '../../assert.js';
import { endOffset, type RecordBatch } from '../../protocol/record-batch.js';

/**
 * A partition's log in memory: a fold over its entries. A live log and its recovery run the same function, so
 * offsets, epochs and producers cannot come about in a second way.
 */
export class LogState {
  readonly batches = new BatchList();
  readonly epochs = new EpochCache();
  readonly producers = new ProducerStates();
  highWatermark = 0;

  /** Why the entry cannot follow what is there, or `null`. */
  fault(entry: LogEntry): 'UNEXPECTED_APPEND_OFFSET' | 'STALE_LEADER_EPOCH' | null {
    if (entry.kind !== 'batch') return null;
    if (entry.batch.baseOffset !== this.batches.endOffset) return 'UNEXPECTED_APPEND_OFFSET';
    return entry.batch.leaderEpoch < (this.epochs.latest ?? 0) ? 'STALE_LEADER_EPOCH' : null;
  }

  /** Takes in an entry without {@link fault}, written as record `lsn` with `sizeBytes` of payload. */
  apply(entry: LogEntry, lsn: number, sizeBytes: number): void {
    switch (entry.kind) {
      case 'batch':
        this.batches.push({ batch: entry.batch, lsn, sizeBytes });
        this.epochs.note(entry.batch.leaderEpoch, entry.batch.baseOffset);
        this.producers.note(entry.batch);
        return;
      case 'truncate':
        this.#truncateTo(entry.endOffset);
        return;
      case 'high-watermark':
        this.highWatermark = Math.min(entry.offset, this.batches.endOffset);
        return;
    }
  }

  /** Where a truncation to `offset` would end the log: at the start of the batch that holds it. */
  truncationPoint(offset: number): number {
    const holder = this.batches.find(offset);
    return holder === undefined ? Math.min(offset, this.batches.endOffset) : holder.batch.baseOffset;
  }

  #truncateTo(offset: number): void {
    if (offset >= this.batches.endOffset) return;
    this.batches.truncateTo(offset);
    this.epochs.truncateTo(this.batches.endOffset);
    this.producers.rebuild(this.batches.all());
    this.highWatermark = Math.min(this.highWatermark, this.batches.endOffset);
  }
}

/** What a partition's log may answer instead of doing what it was asked. None of its own is retriable. */
export type LogErrorCode =
  /** What its disk says; see there. */
  | WalErrorCode
  /** A batch without a record, or with a number that no record has. Kafka's code 87. */
  | 'INVALID_RECORD'
  /** A batch that does not continue a follower's log. Kafka's `UnexpectedAppendOffsetException`. */
  | 'UNEXPECTED_APPEND_OFFSET'
  /** The batch is of an epoch before the log's newest, so its sender is no leader any more. */
  | 'STALE_LEADER_EPOCH'
  /** A read from before the start of the log or from behind its end. Kafka's code 1. */
  | 'OFFSET_OUT_OF_RANGE';

/** Why a log cannot be opened. `LOG_CORRUPT`: an intact record makes no sense, so it is not ours. */
export type LogOpenError =
  | WalOpenError
  | { readonly code: 'LOG_CORRUPT'; readonly lsn: number; readonly reason: string };

export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

export interface EpochEnd {
  readonly epoch: number;
  readonly endOffset: number;
}

/** Which leader epoch each offset was written in (KIP-101). Epochs and their start offsets grow together. */
export class EpochCache {
  readonly #starts: EpochStart[] = [];

  get latest(): number | null {
    return this.#starts.at(-1)?.epoch ?? null;
  }

  /** Notes that a record of `epoch` stands at `offset`, the end of the log so far. */
  note(epoch: number, offset: number): void {
    const latest = this.latest ?? -1;
    assert(epoch >= latest, 'leader epochs in a log never decrease');
    if (epoch > latest) this.#starts.push({ epoch, startOffset: offset });
  }

  truncateTo(endOffset: number): void {
    while ((this.#starts.at(-1)?.startOffset ?? -1) >= endOffset) this.#starts.pop();
  }

  startOffsetOf(epoch: number): number | null {
    return this.#starts.find((start) => start.epoch === epoch)?.startOffset ?? null;
  }

  epochAt(offset: number): number | null {
    // A loop, as it is asked several times for each batch: `findLast` would make a function each time.
    for (let place = this.#starts.length - 1; place >= 0; place--) {
      const start = this.#starts[place];
      if (start !== undefined && start.startOffset <= offset) return start.epoch;
    }
    return null;
  }

  /**
   * The answer to OffsetsForLeaderEpoch (`LeaderEpochFileCache.endOffsetFor`): the largest known epoch up to
   * the one asked for, and where the next starts. Older than all: the oldest start. Newer than all: `null`.
   */
  endOffsetOf(epoch: number, logEndOffset: number): EpochEnd | null {
    if (epoch === this.latest) return { epoch, endOffset: logEndOffset };
    const higher = this.#starts.find((start) => start.epoch > epoch);
    if (higher === undefined) return null;
    const floor = this.#starts.findLast((start) => start.epoch <= epoch);
    return { epoch: floor?.epoch ?? epoch, endOffset: higher.startOffset };
  }

  snapshot(): readonly EpochStart[] {
    return [...this.#starts];
  }
}

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

/** Shown a batch and its size in the log; says whether to go on. */
export type VisitBatch = (batch: RecordBatch, sizeBytes: number) => boolean;

/** The batches of a log, in the order of offsets and without a gap. */
export class BatchList {
  readonly #placed: PlacedBatch[] = [];
  #end = 0;
  /** How many batches the last {@link endOffsetAtLsn} counted: the next lsn asked about is mostly close. */
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

  /** Removes every batch with a record at or behind `offset`: whole or not at all, as Kafka does. */
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

  /** Whole batches from that with `fromOffset`, all below `upToOffset`; the first may exceed `bytesMax`. */
  read(fromOffset: number, bytesMax: number, upToOffset: number): ReadBatches {
    const batches: RecordBatch[] = [];
    let sizeBytes = 0;
    this.visit(fromOffset, upToOffset, (batch, batchBytes) => {
      if (batches.length > 0 && sizeBytes + batchBytes > bytesMax) return false;
      batches.push(batch);
      sizeBytes += batchBytes;
      return true;
    });
    return { batches, sizeBytes };
  }

  /** Shows batches from the one that holds `fromOffset`, below `upToOffset`, until `visit` says no. */
  visit(fromOffset: number, upToOffset: number, visit: VisitBatch): void {
    for (let at = this.#search(fromOffset); at < this.#placed.length; at++) {
      const next = this.#placed[at];
      if (next === undefined || endOffset(next.batch) > upToOffset) return;
      if (!visit(next.batch, next.sizeBytes)) return;
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
