import { endOffset } from '../log/open.js';
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

  fetch(offset: number, bytesMax: number): Fetched {
    const { log, observe } = this.deps;
    const { leaderEpoch } = this;
    const highWatermark = this.highWatermark.offset;
    const read = log.read(offset, bytesMax, highWatermark);
    if (read === 'OFFSET_OUT_OF_RANGE') return { ok: false, error: read };
    const { batches, sizeBytes } = read;
    if (batches.length > 0) observe({ type: 'served', leaderEpoch, highWatermark, batches });
    const { logStartOffset } = log;
    return { ok: true, batches, sizeBytes, highWatermark, logStartOffset, leaderEpoch };
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

  /** The high watermark has advanced. */
  wake(): void {
    if (this.waiters.size === 0) return;
    const ready = [...this.waiters].filter((waiter) => this.isReadable(waiter));
    this.release(ready);
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
    const highWatermark = this.highWatermark.offset;
    const read = this.deps.log.read(offset, bytesMin, highWatermark);
    if (read === 'OFFSET_OUT_OF_RANGE' || read.sizeBytes >= bytesMin) return true;
    // What did not fit is there too.
    const last = read.batches.at(-1);
    return last !== undefined && endOffset(last) < highWatermark;
  }
}
