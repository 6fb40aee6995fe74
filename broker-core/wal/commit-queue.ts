import { assert } from '../assert.js';
import type { Cause } from '../env.js';
import { ByteWriter } from '../bytes/writer.js';
import { FRAME_HEADER_BYTES, writeFrame } from './frame.js';

/** Buffers kept for later batches: one fills while the other is written. */
const SPARE_WRITERS_MAX = 2;

/** Records that go to disk in one write and become durable by one sync. */
export interface Batch {
  readonly firstLsn: number;
  recordCount: number;
  readonly writer: ByteWriter;
  /** When its records came, each moment once. */
  readonly since: Cause[];
}

/** Records on their way to disk, cut into batches as they arrive: only the last batch grows. */
export class CommitQueue {
  private readonly batches: Batch[] = [];
  private readonly spareWriters: ByteWriter[] = [];
  private writing = false;
  /** Nothing is added to the last batch any more. */
  private sealed = false;
  private bytes = 0;

  constructor(
    private readonly recordsMax: number,
    private readonly bytesMax: number,
  ) {}

  /** Including the batch that is being written. */
  get queuedBytes(): number {
    return this.bytes;
  }

  /** The batch to be written next, or being written. */
  get first(): Batch | undefined {
    return this.batches[0];
  }

  push(lsn: number, type: number, payload: Uint8Array, here: Cause): void {
    const batch = this.batchFor(lsn, FRAME_HEADER_BYTES + payload.length);
    this.bytes += writeFrame(batch.writer, lsn, batch.recordCount, type, payload);
    batch.recordCount++;
    if (batch.since.at(-1) !== here) batch.since.push(here);
  }

  /** The last record of the last batch that cannot grow any more; 0 when none is full. */
  lastFullLsn(): number {
    const last = this.batches.at(-1);
    if (last === undefined) return 0;
    return this.isFull(last, 1) ? lastLsn(last) : last.firstLsn - 1;
  }

  /** What is queued is a batch now, however small. */
  seal(): void {
    this.sealed = this.batches.length > 0;
  }

  /** From now on the first batch is with the disk, and what arrives goes into another. */
  startFirst(): Batch {
    const first = this.batches[0];
    assert(first !== undefined && !this.writing, 'a commit starts with a batch, when no other is under way');
    this.writing = true;
    return first;
  }

  /** The first batch is durable; its buffer may be used again. */
  finishFirst(): void {
    const first = this.batches.shift();
    assert(first !== undefined && this.writing, 'a commit ends that was started');
    this.writing = false;
    this.bytes -= first.writer.sizeBytes;
    if (this.spareWriters.length === SPARE_WRITERS_MAX) return;
    first.writer.reset();
    this.spareWriters.push(first.writer);
  }

  /** Forgets everything: the log is fenced. */
  clear(): void {
    this.batches.length = 0;
    this.bytes = 0;
  }

  private batchFor(lsn: number, frameBytes: number): Batch {
    const last = this.batches.at(-1);
    const closed = last === undefined || this.sealed || (this.writing && this.batches.length === 1);
    if (!closed && !this.isFull(last, frameBytes)) return last;
    this.sealed = false;
    const writer = this.spareWriters.pop() ?? new ByteWriter();
    const batch: Batch = { firstLsn: lsn, recordCount: 0, writer, since: [] };
    this.batches.push(batch);
    return batch;
  }

  private isFull(batch: Batch, moreBytes: number): boolean {
    return batch.recordCount >= this.recordsMax || batch.writer.sizeBytes + moreBytes > this.bytesMax;
  }
}

export function lastLsn(batch: Batch): number {
  return batch.firstLsn + batch.recordCount - 1;
}
