import { BatchList } from './batches.js';
import type { LogEntry } from './entry.js';
import { EpochCache } from './epochs.js';
import { ProducerStates } from './producers.js';

/**
 * A partition's log in memory: a fold over its entries. A live log and its recovery run the same function over the same entries, so
 * there is no second way for offsets, epochs or producers to come about.
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
