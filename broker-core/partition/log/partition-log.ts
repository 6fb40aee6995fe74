import { assert } from '../../assert.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { DurableCallback, Wal, WalErrorCode } from '../../wal/open.js';
import {
  isValidProduced,
  placeBatch,
  type ProducedBatch,
  type RecordBatch,
} from '../../protocol/record-batch.js';
import type { ReadBatches, EpochEnd, EpochStart, LogErrorCode, LogState, VisitBatch } from './state.js';
import { encodeEntry, typeOf, type LogEntry } from './codec.js';
import type { ProducerState, SequenceCheck } from './producers.js';

/** A batch that is in the log now, not durable yet ({@link PartitionLog.whenDurable}); or why it is not. */
export type Appended =
  | { readonly ok: true; readonly batch: RecordBatch; readonly lsn: number }
  | { readonly ok: false; readonly code: LogErrorCode };

/** Told when the end of what is durable moves, in the event that moves it. */
export interface LogListener {
  /** The durable end has grown to this offset. */
  readonly onDurable?: (durableEndOffset: number) => void;
  /** The log is fenced: nothing more becomes durable. Told once. */
  readonly onFailed?: (code: WalErrorCode) => void;
}

/**
 * Whose leader epochs the log has. `of-one-topic`: they never go down. `outlive-topic`: another topic of the
 * name may find the records of the one before, and its epochs begin below theirs.
 */
export type LogEpochs = 'of-one-topic' | 'outlive-topic';

/** Everything that a restart must bring back as it was. */
export interface LogSnapshot {
  readonly batches: readonly RecordBatch[];
  readonly epochs: readonly EpochStart[];
  readonly producers: readonly (readonly [producerId: number, state: ProducerState])[];
  readonly highWatermark: number;
}

/** One replica of a partition: batches with dense offsets on top of a write-ahead log of its own. */
export class PartitionLog {
  /** Retention is not modelled: nothing is dropped from the front. */
  readonly logStartOffset = 0;

  /** The listener knows of everything before it. */
  private announcedEnd: number;
  /** The newest record that has to become durable soon; a checkpoint does not count. */
  private wantedLsn = 0;
  private waiting = false;
  private failureTold = false;
  private readonly writer = new ByteWriter();

  constructor(
    private readonly wal: Wal,
    private readonly state: LogState,
    private readonly listener: LogListener,
    private readonly epochs: LogEpochs,
  ) {
    this.announcedEnd = state.batches.endOffset;
    wal.whenFailed(() => this.tellFailure('WAL_FENCED'));
  }

  get logEndOffset(): number {
    return this.state.batches.endOffset;
  }

  /** Every record before it survives a crash. Moves back only by {@link truncateTo}. */
  get durableEndOffset(): number {
    return this.state.batches.endOffsetAtLsn(this.wal.durableLsn);
  }

  /** As last noted by {@link checkpointHighWatermark}; after a restart a lower bound of what it was. */
  get highWatermarkCheckpoint(): number {
    return this.state.highWatermark;
  }

  /** The leader epoch of the newest record, or `null` in an empty log. */
  get latestEpoch(): number | null {
    return this.state.epochs.latest;
  }

  /** Whether the log is fenced for good. */
  get failed(): boolean {
    return this.wal.failed !== null;
  }

  get sizeBytes(): number {
    return this.wal.sizeBytes;
  }

  /**
   * Appends as leader of `leaderEpoch`, giving the records the next offsets; {@link checkSequence} has said
   * `ok`. Visible to {@link read} at once; the caller decides what is served. {@link LogEpochs}
   * `outlive-topic`: an epoch below that of the newest record becomes that one.
   */
  append(batch: ProducedBatch, leaderEpoch: number): Appended {
    if (!isValidProduced(batch)) return { ok: false, code: 'INVALID_RECORD' };
    const { producerId, producerEpoch, baseSequence, records } = batch;
    const check = this.checkSequence(producerId, producerEpoch, baseSequence, records.length);
    assert(check.kind === 'ok', 'a leader appends no batch whose sequence is not the next');
    const floor = this.epochs === 'outlive-topic' ? (this.latestEpoch ?? 0) : 0;
    const appended = this.appendPlaced(placeBatch(batch, this.logEndOffset, Math.max(leaderEpoch, floor)));
    this.commit();
    return appended;
  }

  /**
   * Appends as follower, keeping the offsets and the epoch that the leader gave; refuses what does not
   * continue the log. It becomes durable some time after the next {@link commit}.
   */
  appendAt(batch: RecordBatch): Appended {
    if (!isValidProduced(batch)) return { ok: false, code: 'INVALID_RECORD' };
    return this.appendPlaced(batch);
  }

  /** Has everything that was appended made durable; the listener hears of it. */
  commit(): void {
    // The oldest that is not durable yet: who waited for the newest would hear of the first commit with the
    // last.
    if (this.waiting || this.wantedLsn <= this.wal.durableLsn) return;
    this.waiting = true;
    this.wal.whenDurable(this.wal.durableLsn + 1, this.onWalDurable);
  }

  /**
   * Calls back once the record `lsn` of the write-ahead log is durable, or never will be. Not by offset:
   * after a truncation another batch may stand there, whose becoming durable says nothing about the first.
   */
  whenDurable(lsn: number, done: DurableCallback): void {
    this.wal.whenDurable(lsn, done);
  }

  /**
   * Whole batches from the one that holds `fromOffset`, all below `upToOffset`, of about `bytesMax` but at
   * least one. Nothing at the end of the log.
   */
  read(fromOffset: number, bytesMax: number, upToOffset: number): ReadBatches | 'OFFSET_OUT_OF_RANGE' {
    const inRange = fromOffset >= this.logStartOffset && fromOffset <= this.logEndOffset;
    return inRange ? this.state.batches.read(fromOffset, bytesMax, upToOffset) : 'OFFSET_OUT_OF_RANGE';
  }

  /** As {@link read}, one batch after another, until `visit` says no. False: out of range. */
  visit(fromOffset: number, upToOffset: number, visit: VisitBatch): boolean {
    const inRange = fromOffset >= this.logStartOffset && fromOffset <= this.logEndOffset;
    if (inRange) this.state.batches.visit(fromOffset, upToOffset, visit);
    return inRange;
  }

  /** The first record below `upToOffset` not before `timestampUs`; `null`: none. There is no index. */
  offsetForTime(timestampUs: number, upToOffset: number): number | null {
    for (const { baseOffset, records } of this.state.batches.all()) {
      if (baseOffset >= upToOffset) return null;
      const place = records.findIndex((record) => record.timestampUs >= timestampUs);
      if (place >= 0) return baseOffset + place < upToOffset ? baseOffset + place : null;
    }
    return null;
  }

  /**
   * Drops every batch with a record at or behind `offset`, at once in memory, and durably with the record
   * that says so. Gives the new end of the log, which is before `offset` when that lies inside a batch.
   */
  truncateTo(offset: number): number | WalErrorCode {
    assert(Number.isSafeInteger(offset) && offset >= 0, 'an offset is an integer >= 0');
    const endOffset = this.state.truncationPoint(offset);
    if (endOffset === this.logEndOffset) return endOffset;
    const lsn = this.write({ kind: 'truncate', endOffset });
    if (typeof lsn !== 'number') return lsn;
    this.announcedEnd = Math.min(this.announcedEnd, endOffset);
    this.wantedLsn = lsn;
    this.commit();
    return endOffset;
  }

  /** Notes the high watermark for the next start. It goes to disk with whatever is written next. */
  checkpointHighWatermark(offset: number): WalErrorCode | null {
    assert(offset >= 0 && offset <= this.logEndOffset, 'the high watermark is inside the log');
    if (offset === this.state.highWatermark) return null;
    const lsn = this.write({ kind: 'high-watermark', offset });
    return typeof lsn === 'number' ? null : lsn;
  }

  /** Where the records of `epoch` end (OffsetsForLeaderEpoch, KIP-101); `null`: it is newer than all. */
  epochEndOffset(epoch: number): EpochEnd | null {
    return this.state.epochs.endOffsetOf(epoch, this.logEndOffset);
  }

  startOffsetOf(epoch: number): number | null {
    return this.state.epochs.startOffsetOf(epoch);
  }

  /** The leader epoch in which the record at `offset` was written; `null` outside the log. */
  epochAt(offset: number): number | null {
    return offset < this.logEndOffset ? this.state.epochs.epochAt(offset) : null;
  }

  checkSequence(
    producerId: number,
    producerEpoch: number,
    baseSequence: number,
    count: number,
  ): SequenceCheck {
    return this.state.producers.check(producerId, producerEpoch, baseSequence, count);
  }

  snapshot(): LogSnapshot {
    const { batches, epochs, producers, highWatermark } = this.state;
    return {
      batches: [...batches.all()],
      epochs: epochs.snapshot(),
      producers: producers.snapshot(),
      highWatermark,
    };
  }

  /** Commits what is buffered, then calls back. */
  close(done: DurableCallback): void {
    this.wal.close(done);
  }

  private appendPlaced(batch: RecordBatch): Appended {
    const entry: LogEntry = { kind: 'batch', batch };
    const code = this.state.fault(entry);
    if (code !== null) return { ok: false, code };
    const lsn = this.write(entry);
    if (typeof lsn !== 'number') return { ok: false, code: lsn };
    this.wantedLsn = lsn;
    return { ok: true, batch, lsn };
  }

  /** To the write-ahead log first: what it refuses has not happened. */
  private write(entry: LogEntry): number | WalErrorCode {
    this.writer.reset();
    encodeEntry(entry, this.writer);
    const lsn = this.wal.append(typeOf(entry), this.writer.written());
    if (typeof lsn === 'number') this.state.apply(entry, lsn, this.writer.sizeBytes);
    return lsn;
  }

  /**
   * 1. A high watermark is noted, for which nobody waits, and the disk is full. 2. The log is fenced, nobody
   * hears of it, and the broker goes on. 3. It refuses all that its leader sends, and nothing is
   * acknowledged.
   */
  private tellFailure(error: WalErrorCode): void {
    if (this.failureTold) return;
    this.failureTold = true;
    this.listener.onFailed?.(error);
  }

  private readonly onWalDurable = (error: WalErrorCode | null): void => {
    this.waiting = false;
    if (error !== null) {
      this.tellFailure(error);
      return;
    }
    this.commit();
    const before = this.announcedEnd;
    this.announcedEnd = this.durableEndOffset;
    if (this.announcedEnd > before) this.listener.onDurable?.(this.announcedEnd);
  };
}
