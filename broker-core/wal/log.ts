import { assert } from '../assert.js';
import type { DiskResult, Env, Wait } from '../env.js';
import { CommitQueue, lastLsn } from './commit-queue.js';
import { createSegment, type SyncCreated } from './mend.js';
import { runDiskSteps, writeFault } from './disk-steps.js';
import type { WalDiskFailure, WalErrorCode } from './errors.js';
import { FRAME_HEADER_BYTES, TYPE_MAX } from './frame.js';
import type { ResolvedWalOptions } from './options.js';
import { SEGMENT_HEADER_BYTES, type Segment } from './segment.js';
import { Ticker } from './ticker.js';
import type { DurableCallback, Wal } from './types.js';
import { Waiters } from './waiters.js';

const COMMIT: Wait = { kind: 'queue', label: 'wal commit' };

/**
 * The log behind {@link Wal}, once recovery has read what is there. One commit is under way at any time:
 *
 *     append -> queue -> [roll] -> write -> sync -> durableLsn -> waiters
 *
 * Durable, then visible: `durableLsn` moves in {@link onDurable} alone. Any failure on the way fences the
 * log.
 */
export class SegmentedLog implements Wal {
  nextLsn: number;
  durableLsn: number;
  failed: WalDiskFailure | null = null;

  private readonly queue: CommitQueue;
  private readonly waiters = new Waiters();
  private readonly ticker: Ticker | null;
  /** Those that only some variants have; null where there are none, as that is looked at with each record. */
  private readonly otherTickers: readonly Ticker[] | null;
  /** Up to here somebody wants the records on disk: the strategies differ only in who raises it, and when. */
  private commitThroughLsn = 0;
  private committing = false;
  private closed = false;
  private removing = false;
  private onFailed: (() => void) | null = null;
  private headLsn = 0;

  constructor(
    private readonly env: Env,
    private readonly directory: string,
    private readonly options: ResolvedWalOptions,
    private readonly segments: Segment[],
    nextLsn: number,
    /** Set while the first segment is not durable yet, nor its name: the first commit sees to it. */
    private created: SyncCreated | null,
  ) {
    assert(segments.length > 0, 'an open log has a segment to write to');
    this.nextLsn = nextLsn;
    this.durableLsn = nextLsn - 1;
    this.queue = new CommitQueue(options.batchRecordsMax, options.batchBytesMax);
    const { commit } = options;
    this.ticker =
      commit.on === 'notify' ? null : new Ticker(env.clock, env.timers, commit.periodUs, this.onTick);
    this.otherTickers = this.createOtherTickers();
  }

  get firstLsn(): number {
    return this.segments[0]?.firstLsn ?? this.nextLsn;
  }

  get sizeBytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  }

  get queuedBytes(): number {
    return this.queue.queuedBytes;
  }

  append(type: number, payload: Uint8Array): number | WalErrorCode {
    assert(Number.isInteger(type) && type >= 0 && type <= TYPE_MAX, 'a record type is an integer in 0..255');
    const refusal = this.refusal(FRAME_HEADER_BYTES + payload.length);
    if (refusal !== null) {
      // Nobody may be waiting for what is queued, and then it would stay full.
      if (refusal === 'WAL_QUEUE_FULL' && this.options.commit.on !== 'tick')
        this.commitThrough(this.nextLsn - 1);
      return refusal;
    }
    const lsn = this.nextLsn++;
    this.queue.push(lsn, type, payload, this.env.trace.here());
    if (this.options.commit.on !== 'tick') this.commitThrough(this.queue.lastFullLsn());
    this.ticker?.arm();
    if (this.otherTickers !== null) for (const ticker of this.otherTickers) ticker.arm();
    return lsn;
  }

  whenDurable(lsn: number, done: DurableCallback): void {
    assert(lsn > 0 && lsn < this.nextLsn, 'one waits for a record that was appended');
    if (lsn <= this.durableLsn) {
      done(null);
    } else if (this.failed !== null) {
      done('WAL_FENCED');
    } else if (this.waiters.count >= this.options.waitersMax) {
      done('WAL_QUEUE_FULL');
    } else {
      this.waiters.add(lsn, done);
      if (this.options.commit.on !== 'tick') this.commitThrough(lsn);
    }
  }

  whenFailed(done: () => void): void {
    assert(this.onFailed === null, 'one asks whether a log has failed');
    this.onFailed = done;
    if (this.failed !== null) done();
  }

  truncateHead(beforeLsn: number): void {
    assert(beforeLsn <= this.nextLsn, 'records that do not exist yet cannot be dropped');
    this.headLsn = Math.max(this.headLsn, beforeLsn);
    this.removeOldest();
  }

  close(done: DurableCallback): void {
    assert(!this.closed, 'a log is closed once');
    this.closed = true;
    if (this.nextLsn - 1 > this.durableLsn) this.whenDurable(this.nextLsn - 1, done);
    else done(this.failed === null ? null : 'WAL_FENCED');
    this.commitThrough(this.nextLsn - 1);
  }

  private refusal(frameBytes: number): WalErrorCode | null {
    if (this.failed !== null) return 'WAL_FENCED';
    if (this.closed) return 'WAL_CLOSED';
    const { queueBytesMax, segmentBytesMax } = this.options;
    if (frameBytes > Math.min(queueBytesMax, segmentBytesMax - SEGMENT_HEADER_BYTES))
      return 'WAL_RECORD_TOO_LARGE';
    const queuedRecords = this.nextLsn - 1 - this.durableLsn;
    const isFull =
      this.queue.queuedBytes + frameBytes > queueBytesMax || queuedRecords >= this.options.queueRecordsMax;
    return isFull ? 'WAL_QUEUE_FULL' : null;
  }

  private createOtherTickers(): readonly Ticker[] | null {
    const { clock, timers } = this.env;
    const { secondCommitterUs, flushEveryUs } = this.options;
    const tickers: Ticker[] = [];
    if (secondCommitterUs > 0)
      tickers.push(new Ticker(clock, timers, secondCommitterUs, this.onSecondTick, 0));
    if (flushEveryUs > 0) tickers.push(new Ticker(clock, timers, flushEveryUs, this.onTick));
    return tickers.length === 0 ? null : tickers;
  }

  private readonly onTick = (): void => this.commitThrough(this.nextLsn - 1);

  private readonly onSecondTick = (): void => {
    this.queue.seal();
    this.commitThrough(this.nextLsn - 1);
  };

  private commitThrough(lsn: number): void {
    if (lsn > this.commitThroughLsn) this.commitThroughLsn = lsn;
    this.pump();
  }

  /** Starts a commit if somebody wants one and none is under way. */
  private pump(): void {
    const next = this.queue.first;
    if (
      this.committing ||
      this.failed !== null ||
      next === undefined ||
      next.firstLsn > this.commitThroughLsn
    )
      return;
    this.committing = true;
    const last = this.lastSegment();
    // A batch fits into an empty segment, so a full one has records, and the new one gets another name.
    if (last.sizeBytes + next.writer.sizeBytes > this.options.segmentBytesMax) {
      createSegment(this.env.disk, this.directory, next.firstLsn, this.onRolled);
    } else {
      this.write();
    }
  }

  private readonly onRolled = (failure: WalDiskFailure | null, segment: Segment): void => {
    if (failure !== null) {
      this.fence(failure);
    } else if (this.failed === null) {
      this.segments.push(segment);
      this.write();
      this.removeOldest();
    }
  };

  private write(): void {
    const batch = this.queue.startFirst();
    const segment = this.lastSegment();
    // What waited for the commit before this one waited in a queue: that sync did nothing for it.
    this.env.trace.join(batch.since, COMMIT, () =>
      this.env.disk.write(segment.path, segment.sizeBytes, batch.writer.written(), this.onWritten),
    );
  }

  private readonly onWritten = (result: DiskResult<number>): void => {
    if (this.failed !== null) return;
    const { path } = this.lastSegment();
    const cause = writeFault(result, this.queue.first?.writer.sizeBytes ?? 0);
    if (cause !== null) this.fence({ operation: 'write', path, cause });
    else if (this.created === null) this.env.disk.sync(path, this.onSynced);
    else this.created(this.onCreated);
  };

  /** The first segment is there for good, and in it the first batch: one sync is of both. */
  private readonly onCreated = (failure: WalDiskFailure | null): void => {
    this.created = null;
    if (failure === null) this.onDurable();
    else this.fence(failure);
  };

  private readonly onSynced = (result: DiskResult<null>): void => {
    if (result.ok) this.onDurable();
    else this.fence({ operation: 'sync', path: this.lastSegment().path, cause: result.code });
  };

  private onDurable(): void {
    if (this.failed !== null) return;
    const segment = this.lastSegment();
    const batch = this.queue.first;
    assert(batch !== undefined, 'a commit ends with the batch that it began with');
    this.env.trace.count('wal.commits');
    this.env.trace.count('wal.records', batch.recordCount);
    segment.sizeBytes += batch.writer.sizeBytes;
    this.durableLsn = lastLsn(batch);
    this.queue.finishFirst();
    // Waiters first, then the next commit: what they append at this instant need not wait for one more sync.
    this.waiters.release(this.durableLsn, null);
    this.committing = false;
    this.pump();
  }

  private removeOldest(): void {
    const [oldest, second] = this.segments;
    if (this.removing || this.failed !== null || oldest === undefined || second === undefined) return;
    if (second.firstLsn > this.headLsn) return;
    this.removing = true;
    // One by one: if two names went at once, a power cut could bring back the older alone, before a hole.
    const steps = [
      { operation: 'remove', path: oldest.path },
      { operation: 'syncDirectory', path: this.directory },
    ] as const;
    runDiskSteps(this.env.disk, steps, (failure) => {
      this.removing = false;
      if (failure !== null) {
        this.fence(failure);
        return;
      }
      this.segments.shift();
      this.removeOldest();
    });
  }

  /** Nothing pending or later is acknowledged; a retry could succeed without the bytes (`WalErrorCode`). */
  private fence(failure: WalDiskFailure): void {
    if (this.failed !== null) return;
    this.failed = failure;
    this.queue.clear();
    this.env.trace.note(`wal fenced: ${failure.operation} ${failure.path}: ${failure.cause}`);
    this.waiters.release(this.nextLsn, 'WAL_FENCED');
    this.onFailed?.();
  }

  private lastSegment(): Segment {
    const last = this.segments.at(-1);
    assert(last !== undefined, 'the last segment is never removed');
    return last;
  }
}
