/**
 * How the documented broker serves a follower: each batch is sent once, and what finds no connection is gone
 * (`wal_replication.rs`). A follower with a gap refuses all that follows, until a new epoch's leader looks
 * where their logs agree.
 */
import { assert } from '../../assert.js';
import type { CreateReplicaSender, LeaderEpoch, ReplicaDeps, Sender } from '../../partition/replica/deps.js';
import { epochBefore, stepBack } from '../../partition/replica/messages.js';
import type { ReplicateOutcome, ReplicateReply } from '../../partition/replica/messages.js';
import type { BrokerId } from '../../protocol/records.js';
import { endOffset } from '../../protocol/record-batch.js';

export const pushed: CreateReplicaSender = (deps, epoch, brokerId) => new PushSender(deps, epoch, brokerId);

/** About how much goes in one request, at least one batch. */
const REQUEST_BYTES_MAX = 1024 * 1024;

/** A request that asks where the logs agree: the leader goes by its answer, whatever it is. */
interface Look {
  readonly requestNumber: number;
  readonly previousOffset: number;
  readonly sentAtUs: number;
  readonly logEndOffset: number;
}

class PushSender implements Sender {
  readonly timed = false;
  durableEndOffset = -1;
  caughtUpAtUs: number;
  brokerEpoch: number | null = null;
  #nextOffset: number;
  #requestNumber = 0;
  #sentHighWatermark = -1;
  #look: Look | null = null;
  #looks = true;
  #closed = false;

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly epoch: LeaderEpoch,
    readonly brokerId: BrokerId,
  ) {
    this.#nextOffset = deps.log.logEndOffset;
    this.caughtUpAtUs = deps.env.clock.nowUs();
  }

  get isEligible(): boolean {
    const broker = this.deps.broker(this.brokerId);
    return broker?.fenced === false && broker.brokerEpoch === this.brokerEpoch;
  }

  beforeAppend(nowUs: number): void {
    if (this.durableEndOffset >= this.deps.log.logEndOffset) this.caughtUpAtUs = nowUs;
  }

  pump(): void {
    const { log } = this.deps;
    const isNews =
      this.#nextOffset < log.logEndOffset || this.#sentHighWatermark < this.epoch.highWatermark.offset;
    if (isNews && !this.#closed) this.#send();
  }

  /** What an earlier life had counts on. */
  onBrokers(): void {
    if (this.brokerEpoch !== null && this.#registeredEpoch > this.brokerEpoch) this.brokerEpoch = null;
  }

  onReply({ brokerEpoch, requestNumber, outcome }: ReplicateReply): boolean {
    if (brokerEpoch !== 0 && brokerEpoch < Math.max(this.#registeredEpoch, this.brokerEpoch ?? 0))
      return false;
    this.brokerEpoch = brokerEpoch;
    const look = this.#look?.requestNumber === requestNumber ? this.#look : null;
    return this.#onOutcome(outcome, look);
  }

  close(): void {
    this.#closed = true;
  }

  get #registeredEpoch(): number {
    return this.deps.broker(this.brokerId)?.brokerEpoch ?? 0;
  }

  #onOutcome(outcome: ReplicateOutcome, look: Look | null): boolean {
    if (outcome.type === 'accepted') {
      const { durableEndOffset } = outcome;
      this.durableEndOffset = Math.max(this.durableEndOffset, durableEndOffset);
      if (look === null) return true;
      this.#look = null;
      if (durableEndOffset >= look.logEndOffset)
        this.caughtUpAtUs = Math.max(this.caughtUpAtUs, look.sentAtUs);
      return true;
    }
    if (outcome.type !== 'diverged' || look === null) return false;
    this.#look = null;
    this.#nextOffset = stepBack(this.deps.log, look.previousOffset, outcome);
    this.durableEndOffset = Math.min(this.durableEndOffset, this.#nextOffset);
    this.#looks = true;
    this.#send();
    return true;
  }

  #send(): void {
    const { env, brokerId: leader, topic, topicId, partition, log } = this.deps;
    const { leaderEpoch, epochStartOffset, highWatermark } = this.epoch;
    const read = log.read(this.#nextOffset, REQUEST_BYTES_MAX, log.logEndOffset);
    assert(read !== 'OFFSET_OUT_OF_RANGE', 'what is sent next is in the log');
    const { batches } = read;
    const previousOffset = batches[0]?.baseOffset ?? this.#nextOffset;
    const previousEpoch = epochBefore(log, previousOffset);
    assert(previousEpoch !== null, 'the leader has what comes before');
    const requestNumber = ++this.#requestNumber;
    const { logEndOffset } = log;
    if (this.#looks)
      this.#look = { requestNumber, previousOffset, sentAtUs: env.clock.nowUs(), logEndOffset };
    this.#looks = false;
    this.#sentHighWatermark = highWatermark.offset;
    const last = batches.at(-1);
    this.#nextOffset = last === undefined ? previousOffset : endOffset(last);
    this.deps.sendReplicate(this.brokerId, {
      type: 'replicate',
      topicId,
      topic,
      partition,
      leader,
      leaderEpoch,
      epochStartOffset,
      requestNumber,
      previousOffset,
      previousEpoch,
      batches,
      highWatermark: highWatermark.offset,
    });
  }
}
