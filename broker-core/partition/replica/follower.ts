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
  /** Oldest first. An answer is one to all that came before, so of those that are due the newest is given. */
  private owed: Owed[] = [];

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
    this.owe({ request, endOffset: agreedEnd });
    this.onDurable();
  }

  /** 1. It replies before its disk has the record. 2. The leader acknowledges. 3. Power fails: it is gone. */
  onDurable(): void {
    const { owed } = this;
    if (owed.length === 0) return;
    const { durableEndOffset } = this.deps.log;
    const place = owed.findIndex(({ endOffset }) => endOffset > durableEndOffset);
    const due = place < 0 ? owed.splice(0) : owed.splice(0, place);
    const newest = due.at(-1);
    if (newest !== undefined)
      this.reply(newest.request, { type: 'accepted', durableEndOffset: newest.endOffset });
  }

  close(): void {
    this.owed = [];
  }

  /**
   * What waits for the same records takes the place of what waited before, so there are no more than
   * records.
   */
  private owe(owed: Owed): void {
    if (this.owed.at(-1)?.endOffset === owed.endOffset) this.owed.pop();
    this.owed.push(owed);
  }

  /** Up to where the logs agree now, and what stopped it. What found no room in the queue comes again. */
  private storeAll(request: ReplicateRequest): {
    readonly agreedEnd: number;
    readonly code: LogErrorCode | null;
  } {
    let agreedEnd = request.previousOffset;
    let code: LogErrorCode | null = null;
    for (const batch of request.batches) {
      code = this.store(batch);
      if (code !== null) break;
      agreedEnd = endOffset(batch);
    }
    // One commit for all: the first alone would have a sync of its own, and the others would wait for it.
    this.deps.log.commit();
    return { agreedEnd, code };
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
