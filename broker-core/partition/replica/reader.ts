import { batchSizeBytes } from '../../protocol/size.js';
import type { RecordBatch } from '../../protocol/record-batch.js';
import { ANSWERED, type Fetched, type ReplicaDeps, type ReplicaHandle } from './deps.js';
import type { HighWatermark } from './high-watermark.js';

interface Waiter {
  readonly offset: number;
  readonly bytesMin: number;
  readonly done: () => void;
}

/** Consumers of a leader: they see what is below the high watermark, and may wait for more of it. */
export class Reader {
  private readonly waiters = new Set<Waiter>();

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly highWatermark: HighWatermark,
    private readonly leaderEpoch: number,
  ) {}

  get waitersCount(): number {
    return this.waiters.size;
  }

  /** Limits are of what goes over the wire, which is more than what a batch takes up in the log. */
  fetch(offset: number, bytesMax: number, atLeastOne: boolean): Fetched {
    const { log, observe } = this.deps;
    const { leaderEpoch } = this;
    const highWatermark = this.highWatermark.offset;
    const batches: RecordBatch[] = [];
    let sizeBytes = 0;
    const inRange = log.visit(offset, highWatermark, (batch) => {
      const batchBytes = batchSizeBytes(batch);
      const fits = sizeBytes + batchBytes <= bytesMax || (atLeastOne && batches.length === 0);
      if (!fits) return false;
      batches.push(batch);
      sizeBytes += batchBytes;
      return true;
    });
    if (!inRange) return { ok: false, error: 'OFFSET_OUT_OF_RANGE' };
    if (batches.length > 0) observe({ type: 'served', leaderEpoch, highWatermark, batches });
    const { logStartOffset } = log;
    return { ok: true, batches, sizeBytes, highWatermark, logStartOffset, leaderEpoch };
  }

  readableBytes(offset: number, bytesMax: number): number | 'OFFSET_OUT_OF_RANGE' {
    let sizeBytes = 0;
    const inRange = this.deps.log.visit(offset, this.highWatermark.offset, (batch) => {
      sizeBytes += batchSizeBytes(batch);
      return sizeBytes < bytesMax;
    });
    return inRange ? Math.min(sizeBytes, bytesMax) : 'OFFSET_OUT_OF_RANGE';
  }

  whenReadable(offset: number, bytesMin: number, done: () => void): ReplicaHandle {
    const waiter = { offset, bytesMin, done };
    if (this.isReadable(waiter) || this.waiters.size >= this.deps.config.waitersMax) {
      done();
      return ANSWERED;
    }
    this.waiters.add(waiter);
    return { cancel: () => this.waiters.delete(waiter) };
  }

  wake(): void {
    if (this.waiters.size === 0) return;
    this.release([...this.waiters].filter((waiter) => this.isReadable(waiter)));
  }

  close(): void {
    this.release([...this.waiters]);
  }

  /** An answer may cancel others of the same fetch, also some that are ready. */
  private release(ready: readonly Waiter[]): void {
    for (const waiter of ready) if (this.waiters.delete(waiter)) waiter.done();
  }

  /** Also when the read would be an error: the waiter has to hear of it. */
  private isReadable({ offset, bytesMin }: Waiter): boolean {
    const bytes = this.readableBytes(offset, bytesMin);
    return bytes === 'OFFSET_OUT_OF_RANGE' || bytes >= bytesMin;
  }
}
