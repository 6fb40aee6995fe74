import type { BrokerId } from '../../protocol/records.js';
import { endOffset, type RecordBatch } from '../../protocol/record-batch.js';
import type { LogErrorCode } from '../log/open.js';
import { type ReplicaDeps, replyTo, storeError } from './deps.js';
import type { HighWatermark } from './high-watermark.js';
import { epochBefore, matchHint, type ReplicateOutcome, type ReplicateRequest } from './messages.js';

/** A reply that waits for the disk. */
interface Owed {
  readonly request: ReplicateRequest;
  readonly endOffset: number;
}

/** A replica while it follows, for one leader epoch. */
export class Follower {
  readonly kind = 'follower';
  /** Of the newest request alone: the leader has given up on the one before. */
  private owed: Owed | null = null;

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly highWatermark: HighWatermark,
    private readonly leaderEpoch: number,
    readonly leader: BrokerId,
  ) {}

  /** Tells the leader that it may send: what it has sent before was refused. */
  begin(): void {
    const { deps, leaderEpoch, leader } = this;
    deps.observe({ type: 'becameFollower', leaderEpoch, leader });
    replyTo(deps, leader, leaderEpoch, 0, { type: 'ready' });
  }

  onReplicate(request: ReplicateRequest): void {
    const { log } = this.deps;
    const { previousOffset, previousEpoch } = request;
    this.owed = null;
    if (epochBefore(log, previousOffset) !== previousEpoch) {
      this.reply(request, { type: 'diverged', ...matchHint(log, previousEpoch) });
      return;
    }
    const stored = this.storeAll(request);
    const { agreedEnd } = stored;
    const code = stored.code ?? this.cutTail(request, agreedEnd);
    const error = code === null ? null : storeError(code);
    if (error !== null) {
      this.reply(request, { type: 'refused', error });
      return;
    }
    // Beyond what was compared there may be records that the leader does not have.
    this.highWatermark.advanceTo(Math.min(request.highWatermark, agreedEnd), this.leaderEpoch);
    this.owed = { request, endOffset: agreedEnd };
    this.onDurable();
  }

  /** 1. It replies before its disk has the record. 2. The leader acknowledges. 3. Power fails: it is gone. */
  onDurable(): void {
    const { owed } = this;
    if (owed === null || this.deps.log.durableEndOffset < owed.endOffset) return;
    this.owed = null;
    this.reply(owed.request, { type: 'accepted', durableEndOffset: owed.endOffset });
  }

  close(): void {
    this.owed = null;
  }

  /** Up to where the logs agree now, and what stopped it. What found no room in the queue comes again. */
  private storeAll(request: ReplicateRequest): {
    readonly agreedEnd: number;
    readonly code: LogErrorCode | null;
  } {
    let agreedEnd = request.previousOffset;
    for (const batch of request.batches) {
      const code = this.store(batch);
      if (code !== null) return { agreedEnd, code };
      agreedEnd = endOffset(batch);
    }
    return { agreedEnd, code: null };
  }

  /** `null`: the batch is in the log, where the leader has it. */
  private store(batch: RecordBatch): LogErrorCode | null {
    const { log, observe } = this.deps;
    const { leaderEpoch } = this;
    // Same offset and same epoch: the same leader gave it that place, so it is the same batch.
    if (log.epochAt(batch.baseOffset) === batch.leaderEpoch) return null;
    if (batch.baseOffset < log.logEndOffset) {
      const code = this.truncateTo(batch.baseOffset);
      if (code !== null) return code;
    }
    const appended = log.appendAt(batch);
    if (!appended.ok) return appended.code;
    observe({ type: 'appended', as: 'follower', leaderEpoch, batch: appended.batch });
    return null;
  }

  /**
   * Drops records of an older epoch where the leader has, or will have, only its own: nobody will ever ask
   * for them. Otherwise they stay until the leader writes there.
   */
  private cutTail(
    { leaderEpoch, epochStartOffset }: ReplicateRequest,
    agreedEnd: number,
  ): LogErrorCode | null {
    const epoch = this.deps.log.epochAt(agreedEnd);
    const isLeftOver = agreedEnd >= epochStartOffset && epoch !== null && epoch < leaderEpoch;
    return isLeftOver ? this.truncateTo(agreedEnd) : null;
  }

  private truncateTo(offset: number): LogErrorCode | null {
    const { log, observe } = this.deps;
    const highWatermark = this.highWatermark.offset;
    // Asked before it is too late.
    if (offset < highWatermark) this.highWatermark.dropTo(offset);
    const fromOffset = log.logEndOffset;
    const toOffset = log.truncateTo(offset);
    if (typeof toOffset !== 'number') return toOffset;
    observe({ type: 'truncated', leaderEpoch: this.leaderEpoch, fromOffset, toOffset, highWatermark });
    return null;
  }

  private reply(request: ReplicateRequest, outcome: ReplicateOutcome): void {
    replyTo(this.deps, this.leader, this.leaderEpoch, request.requestNumber, outcome);
  }
}
