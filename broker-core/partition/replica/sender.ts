import { assert } from '../../assert.js';
import type { Timer, Wait } from '../../env.js';
import type { BrokerId } from '../../protocol/records.js';
import { endOffset, type RecordBatch } from '../../protocol/record-batch.js';
import type { ReplicaDeps } from './deps.js';
import type { HighWatermark } from './high-watermark.js';
import type { FollowerView } from './config.js';
import type { EpochEnd } from '../log/state.js';
import {
  epochBefore,
  stepBack,
  type ReplicateOutcome,
  type ReplicateReply,
  type ReplicateRequest,
} from './messages.js';

interface InFlight {
  readonly requestNumber: number;
  readonly previousOffset: number;
  readonly sentAtUs: number;
  /** Of the leader, when it was sent: a follower that reaches it was caught up then. */
  readonly logEndOffset: number;
}

const RESEND: Wait = { kind: 'timeout', label: 'await replicate reply' };

/** One follower, as the leader of one epoch serves it: what to send next, and what it is known to have. */
export class Sender implements FollowerView {
  /** Unknown until it has answered: nothing is committed before that. */
  durableEndOffset = -1;
  caughtUpAtUs: number;
  /** Of the life that all this is known of, as it said itself; `null` until it has spoken. */
  brokerEpoch: number | null = null;

  private nextOffset: number;
  private requestNumber = 0;
  private sentHighWatermark = -1;
  /** The request whose answer counts, until it is here. */
  private inFlight: InFlight | null = null;
  /** The next request asks where the logs agree; its answer counts even if no others are awaited. */
  private looks = true;
  private timer: Timer | null = null;
  private closed = false;

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly leaderEpoch: number,
    private readonly highWatermark: HighWatermark,
    private readonly epochStartOffset: number,
    readonly brokerId: BrokerId,
  ) {
    this.nextOffset = deps.log.logEndOffset;
    this.caughtUpAtUs = deps.env.clock.nowUs();
  }

  get isEligible(): boolean {
    const broker = this.deps.broker(this.brokerId);
    return broker?.fenced === false && broker.brokerEpoch === this.brokerEpoch;
  }

  /** Whether a timer is running. */
  get timed(): boolean {
    return this.timer !== null;
  }

  /** Before the leader appends: from now on the follower lags, if it did not already. */
  beforeAppend(nowUs: number): void {
    if (this.durableEndOffset >= this.deps.log.logEndOffset) this.caughtUpAtUs = nowUs;
  }

  /** Sends what there is to say, if it may. The first time that is a question: where do our logs agree? */
  pump(): void {
    if (this.closed || (this.inFlight !== null && this.deps.config.resendPolicy.waitsForAnswer)) return;
    const news =
      this.nextOffset < this.deps.log.logEndOffset || this.sentHighWatermark < this.highWatermark.offset;
    if (news) this.send();
  }

  /** The metadata may have a later life of the follower, which is asked at the next pump. */
  onBrokers(): void {
    if (this.brokerEpoch === null || this.registeredEpoch <= this.brokerEpoch) return;
    this.brokerEpoch = null;
    if (this.forget()) this.settle();
  }

  /** Whether it changed what is known of the follower. Of its leader epoch the leader has made sure. */
  onReply({ brokerEpoch, requestNumber, outcome }: ReplicateReply): boolean {
    // Of a former life, which was on its way for long. 0 is a life that is not registered yet.
    if (brokerEpoch !== 0 && brokerEpoch < Math.max(this.registeredEpoch, this.brokerEpoch ?? 0))
      return false;
    const forgot = this.brokerEpoch !== null && this.brokerEpoch !== brokerEpoch && this.forget();
    this.brokerEpoch = brokerEpoch;
    return this.onAnswer(requestNumber, outcome) || forgot;
  }

  private onAnswer(requestNumber: number, outcome: ReplicateOutcome): boolean {
    if (outcome.type === 'ready') return this.onReady();
    // Nothing to do but to try again later: the timer runs.
    if (outcome.type === 'refused') return false;
    // An older reply may be from before the follower lost or cut its log; the newest says all.
    const request = this.inFlight?.requestNumber === requestNumber ? this.inFlight : null;
    if (outcome.type === 'diverged') return request !== null && this.onDiverged(outcome, request);
    if (request !== null) this.settle();
    else if (this.deps.config.resendPolicy.waitsForAnswer) return false;
    return this.onAccepted(outcome.durableEndOffset, request);
  }

  close(): void {
    this.closed = true;
    this.settle();
  }

  private get registeredEpoch(): number {
    return this.deps.broker(this.brokerId)?.brokerEpoch ?? 0;
  }

  /**
   * 1. The follower says that its disk has r. 2. It comes back with another disk, or a disk that lied. 3. To
   * count r as its own would count on nothing. Without repairs what it said once stays: `false`.
   */
  private forget(): boolean {
    const { config, env } = this.deps;
    if (!config.resendPolicy.repairs) return false;
    if (this.durableEndOffset >= this.deps.log.logEndOffset) this.caughtUpAtUs = env.clock.nowUs();
    this.durableEndOffset = -1;
    // Nor does this life know the high watermark: reason enough for a request.
    this.sentHighWatermark = -1;
    return true;
  }

  /** 1. Pushed at the new epoch, the follower refused. 2. Now it has heard. This spares the resend. */
  private onReady(): boolean {
    if (!this.deps.config.resendPolicy.repairs) return false;
    this.settle();
    this.send();
    return false;
  }

  private onAccepted(durableEndOffset: number, request: InFlight | null): boolean {
    const { logEndOffset } = this.deps.log;
    assert(durableEndOffset <= logEndOffset, 'a follower agrees only with what the leader has');
    this.durableEndOffset = Math.max(this.durableEndOffset, durableEndOffset);
    if (this.deps.config.resendPolicy.waitsForAnswer) this.nextOffset = durableEndOffset;
    // While it has all there is no need to note it: see beforeAppend.
    if (request !== null && durableEndOffset >= request.logEndOffset)
      this.caughtUpAtUs = Math.max(this.caughtUpAtUs, request.sentAtUs);
    return true;
  }

  private onDiverged(hint: EpochEnd, request: InFlight): boolean {
    this.settle();
    this.nextOffset = stepBack(this.deps.log, request.previousOffset, hint);
    assert(this.nextOffset < request.previousOffset, 'the search goes backwards, so it ends');
    // It had agreed to more: its disk was replaced. To count that would be to count on nothing.
    this.durableEndOffset = Math.min(this.durableEndOffset, this.nextOffset);
    this.looks = true;
    this.send();
    return true;
  }

  private send(): void {
    const { env, log, config } = this.deps;
    const read = log.read(this.nextOffset, config.replicateBytesMax, log.logEndOffset);
    assert(read !== 'OFFSET_OUT_OF_RANGE', 'what is sent next is in the log');
    const { batches } = read;
    // The place to go on from may be in the middle of one of the leader's batches.
    const previousOffset = batches[0]?.baseOffset ?? this.nextOffset;
    this.requestNumber++;
    this.sentHighWatermark = this.highWatermark.offset;
    this.expect(previousOffset, batches);
    this.deps.sendReplicate(this.brokerId, this.request(previousOffset, batches));
    if (config.resendPolicy.repairs)
      this.timer = env.timers.after(config.resendUs, RESEND, () => this.onTimeout());
  }

  private expect(previousOffset: number, batches: readonly RecordBatch[]): void {
    const { env, log, config } = this.deps;
    const { waitsForAnswer } = config.resendPolicy;
    if (waitsForAnswer || this.looks) {
      const { requestNumber } = this;
      const { logEndOffset } = log;
      this.inFlight = { requestNumber, previousOffset, sentAtUs: env.clock.nowUs(), logEndOffset };
    }
    const last = batches.at(-1);
    if (!waitsForAnswer) this.nextOffset = last === undefined ? previousOffset : endOffset(last);
    this.looks = false;
  }

  private request(previousOffset: number, batches: readonly RecordBatch[]): ReplicateRequest {
    const { brokerId: leader, topic, topicId, partition, log } = this.deps;
    const { leaderEpoch, epochStartOffset, requestNumber, sentHighWatermark: highWatermark } = this;
    const previousEpoch = epochBefore(log, previousOffset);
    assert(previousEpoch !== null, 'the leader has what comes before');
    // No spread: that is slow, and each batch comes by here.
    return {
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
      highWatermark,
    };
  }

  private onTimeout(): void {
    this.timer = null;
    this.deps.env.trace.count('replica.resend');
    this.send();
  }

  private settle(): void {
    this.inFlight = null;
    if (this.timer !== null) this.deps.env.timers.cancel(this.timer);
    this.timer = null;
  }
}
