import { assert } from '../../assert.js';
import type { Cause, Timer, Wait } from '../../env.js';
import type { BrokerId } from '../../protocol/records.js';
import { endOffset, type RecordBatch } from '../../protocol/record-batch.js';
import type { EpochEnd, ReadBatches } from '../log/state.js';
import type { CreateReplicaSender, LeaderEpoch, ReplicaDeps, Sender } from './deps.js';
import { epochBefore, stepBack } from './messages.js';
import type { ReplicateOutcome, ReplicateReply, ReplicateRequest } from './messages.js';

export const pipelined: CreateReplicaSender = (deps, epoch, brokerId) =>
  new PipelinedSender(deps, epoch, brokerId);

/** A request without an answer yet. */
interface InFlight {
  readonly requestNumber: number;
  readonly previousOffset: number;
  /** Where its batches end; `previousOffset` if it has none. */
  readonly endOffset: number;
  readonly sizeBytes: number;
  readonly sentAtUs: number;
  /** Of the leader, when it was sent: a follower that reaches it was caught up then. */
  readonly logEndOffset: number;
}

const RESEND: Wait = { kind: 'timeout', label: 'await replicate reply' };
const WINDOW: Wait = { kind: 'queue', label: 'replication window' };
const NOBODY: readonly Cause[] = [];
const NO_BATCHES: ReadBatches = { batches: [], sizeBytes: 0 };

/** Requests without an answer, those without batches included: more wait. */
const IN_FLIGHT_MAX = 256;

/**
 * All logs agree before their first record, so there is nothing to search for. If it was searched for, the
 * first record of a new partition would wait for the answer to an empty request.
 */
const AGREED_OFFSET = 0;

/**
 * One follower, as the leader of one epoch serves it: what to send next, and what it is known to have.
 *
 * As in etcd's Raft it *searches* for where the logs agree, one request at a time, and then *streams*:
 * requests follow each other without waiting for answers, up to a window of bytes. They arrive in order or
 * not at all, so a follower that misses one says so at the next, with the end of its log, and from there the
 * search goes on. What has no answer is not sent again, which would load a slow link most when it is slowest:
 * an empty request asks how far the follower is.
 */
class PipelinedSender implements Sender {
  /** Unknown until it has answered: nothing is committed before that. */
  durableEndOffset = -1;
  caughtUpAtUs: number;
  /** Of the life that all this is known of, as it said itself; `null` until it has spoken. */
  brokerEpoch: number | null = null;

  #nextOffset: number;
  #requestNumber = 0;
  #sentHighWatermark = -1;
  /** Oldest first. */
  #inFlight: InFlight[] = [];
  #inFlightBytes = 0;
  #streams: boolean;
  /** Nothing is sent before the timer fires: the follower refused. */
  #rests = false;
  /**
   * Timers that fired since its last question, or a later request, was answered with what the follower has.
   */
  #attempts = 0;
  /** Its last question: how far are you? */
  #questionNumber = 0;
  #progressAtUs = 0;
  #timer: Timer | null = null;
  #closed = false;

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly epoch: LeaderEpoch,
    readonly brokerId: BrokerId,
  ) {
    this.#nextOffset = deps.log.logEndOffset;
    this.#streams = this.#nextOffset === AGREED_OFFSET;
    this.caughtUpAtUs = deps.env.clock.nowUs();
  }

  get isEligible(): boolean {
    const broker = this.deps.broker(this.brokerId);
    return broker?.fenced === false && broker.brokerEpoch === this.brokerEpoch;
  }

  /** Whether a timer is running. */
  get timed(): boolean {
    return this.#timer !== null;
  }

  /** Before the leader appends: from now on the follower lags, if it did not already. */
  beforeAppend(nowUs: number): void {
    if (this.durableEndOffset >= this.deps.log.logEndOffset) this.caughtUpAtUs = nowUs;
  }

  /** Sends what there is to say, if it may. The first time that is a question: where do our logs agree? */
  pump(): void {
    while (!this.#closed && !this.#rests) {
      const { logEndOffset } = this.deps.log;
      if (this.#nextOffset < logEndOffset && this.#hasRoom()) this.#send(this.#nextBatches());
      // News of the high watermark takes no room, so it waits for no records.
      else if (this.#sentHighWatermark < this.epoch.highWatermark.offset && this.#mayAsk())
        this.#send(NO_BATCHES);
      else return;
    }
  }

  /**
   * The metadata may have a later life of the follower. It has registered, so it lives: it is asked at the
   * next pump.
   */
  onBrokers(): void {
    if (this.brokerEpoch === null || this.#registeredEpoch <= this.brokerEpoch) return;
    this.brokerEpoch = null;
    this.#forget();
    this.#search(this.#nextOffset);
  }

  /** Whether it changed what is known of the follower. Of its leader epoch the leader has made sure. */
  onReply({ brokerEpoch, requestNumber, outcome }: ReplicateReply): boolean {
    // Of a former life, which was on its way for long. 0 is a life that is not registered yet.
    if (brokerEpoch !== 0 && brokerEpoch < Math.max(this.#registeredEpoch, this.brokerEpoch ?? 0))
      return false;
    const isNewLife = this.brokerEpoch !== null && this.brokerEpoch !== brokerEpoch;
    if (isNewLife) this.#forget();
    this.brokerEpoch = brokerEpoch;
    return this.#onAnswer(requestNumber, outcome) || isNewLife;
  }

  close(): void {
    this.#closed = true;
    this.#settleAll();
  }

  get #registeredEpoch(): number {
    return this.deps.broker(this.brokerId)?.brokerEpoch ?? 0;
  }

  #mayAsk(): boolean {
    return this.#streams ? this.#inFlight.length < IN_FLIGHT_MAX : this.#inFlight.length === 0;
  }

  #hasRoom(): boolean {
    return this.#mayAsk() && (!this.#streams || this.#inFlightBytes < this.deps.config.windowBytes);
  }

  #nextBatches(): ReadBatches {
    const { log, config } = this.deps;
    const read = log.read(this.#nextOffset, config.replicateBytesMax, log.logEndOffset);
    assert(read !== 'OFFSET_OUT_OF_RANGE', 'what is sent next is in the log');
    return read;
  }

  /**
   * 1. The follower says that its disk has r. 2. It comes back with another disk, or without what its disk
   *    only said that it had.
   * 3. To count r as the follower's would be to count on nothing.
   */
  #forget(): void {
    const { log, env } = this.deps;
    if (this.durableEndOffset >= log.logEndOffset) this.caughtUpAtUs = env.clock.nowUs();
    this.durableEndOffset = -1;
    // Nor does this life know the high watermark: reason enough for a request.
    this.#sentHighWatermark = -1;
  }

  #onAnswer(requestNumber: number, outcome: ReplicateOutcome): boolean {
    switch (outcome.type) {
      case 'accepted':
        return this.#onAccepted(requestNumber, outcome.durableEndOffset);
      case 'diverged':
        return this.#onDiverged(requestNumber, outcome);
      case 'refused':
        this.#onRefused(requestNumber);
        return false;
      case 'ready':
        this.#onReady();
        return false;
    }
  }

  /**
   * Counts whatever request it answers: what a life has on its disk in this epoch it keeps. On a link whose
   * round trip is longer than the time until the leader asks again, every answer is to an older request.
   */
  #onAccepted(requestNumber: number, durableEndOffset: number): boolean {
    const { log, env } = this.deps;
    assert(durableEndOffset <= log.logEndOffset, 'a follower agrees only with what the leader has');
    this.durableEndOffset = Math.max(this.durableEndOffset, durableEndOffset);
    this.#onRoundTrip(requestNumber);
    const request = this.#take(requestNumber);
    if (request === undefined) return true;
    // While it has all there is no need to note it: see beforeAppend.
    if (durableEndOffset >= request.logEndOffset)
      this.caughtUpAtUs = Math.max(this.caughtUpAtUs, request.sentAtUs);
    this.#progressAtUs = env.clock.nowUs();
    if (durableEndOffset < request.endOffset) this.#search(durableEndOffset);
    else this.#streams = true;
    return true;
  }

  #onDiverged(requestNumber: number, hint: EpochEnd): boolean {
    const request = this.#inFlight.find((one) => one.requestNumber === requestNumber);
    // Of what was sent behind a gap that is known by now.
    if (request === undefined) return false;
    this.#onRoundTrip(requestNumber);
    this.#search(stepBack(this.deps.log, request.previousOffset, hint));
    assert(this.#nextOffset < request.previousOffset, 'the search goes backwards, so it ends');
    // It had agreed to more: its disk was replaced. To count that would be to count on nothing.
    this.durableEndOffset = Math.min(this.durableEndOffset, this.#nextOffset);
    this.#send(this.#nextBatches());
    return true;
  }

  /**
   * 1. The leader asks again before a round trip is over, and then comes the answer to an older request. 2.
   * It takes that for a sign that it need not be patient. 3. It asks before the next answer, and so for ever,
   * with nothing left to tell. (Karn and Partridge, "Improving Round-Trip Time Estimates", 1987.)
   */
  #onRoundTrip(requestNumber: number): void {
    if (requestNumber >= this.#questionNumber) this.#attempts = 0;
  }

  /** Nothing to do but to ask again later. */
  #onRefused(requestNumber: number): void {
    const request = this.#take(requestNumber);
    if (request === undefined) return;
    this.#search(request.previousOffset);
    this.#rests = true;
    this.#arm();
  }

  /**
   * 1. Pushed at the new epoch, the follower refused: it had not heard. 2. Now it has. Without this it would
   * wait for the timer. What has no answer was refused, or came before its log was open.
   */
  #onReady(): void {
    this.#search(this.#inFlight[0]?.previousOffset ?? this.#nextOffset);
    this.#send(this.#nextBatches());
  }

  /** Goes on from `nextOffset` with one request at a time, until the follower has agreed. */
  #search(nextOffset: number): void {
    this.#settleAll();
    this.#rests = false;
    this.#nextOffset = nextOffset;
    this.#streams = nextOffset === AGREED_OFFSET;
  }

  #send({ batches, sizeBytes }: ReadBatches): void {
    // The place to go on from may be in the middle of one of the leader's batches.
    const previousOffset = batches[0]?.baseOffset ?? this.#nextOffset;
    const last = batches.at(-1);
    const end = last === undefined ? previousOffset : endOffset(last);
    this.#requestNumber++;
    this.#sentHighWatermark = this.epoch.highWatermark.offset;
    this.#nextOffset = end;
    this.#track(previousOffset, end, sizeBytes);
    // What had to wait for room waited in a queue: the answer that made room is one to others.
    const since = last === undefined ? NOBODY : this.epoch.leftBetween(previousOffset, end);
    const send = (): void => this.deps.sendReplicate(this.brokerId, this.#request(previousOffset, batches));
    if (since.length === 0) send();
    else this.deps.env.trace.join(since, WINDOW, send);
  }

  #track(previousOffset: number, end: number, sizeBytes: number): void {
    const { env, log } = this.deps;
    this.#inFlight.push({
      requestNumber: this.#requestNumber,
      previousOffset,
      endOffset: end,
      sizeBytes,
      sentAtUs: env.clock.nowUs(),
      logEndOffset: log.logEndOffset,
    });
    this.#inFlightBytes += sizeBytes;
    this.#arm();
  }

  /** The request that is answered, if it is still asked; what was sent before it is answered by that too. */
  #take(requestNumber: number): InFlight | undefined {
    const place = this.#inFlight.findIndex((request) => request.requestNumber === requestNumber);
    if (place < 0) return undefined;
    const answered = this.#inFlight.splice(0, place + 1);
    for (const { sizeBytes } of answered) this.#inFlightBytes -= sizeBytes;
    if (this.#inFlight.length === 0) this.#disarm();
    return answered.at(-1);
  }

  #settleAll(): void {
    this.#inFlight = [];
    this.#inFlightBytes = 0;
    this.#disarm();
  }

  #request(previousOffset: number, batches: readonly RecordBatch[]): ReplicateRequest {
    const { brokerId, topic, topicId, partition, log } = this.deps;
    const { leaderEpoch, epochStartOffset } = this.epoch;
    const previousEpoch = epochBefore(log, previousOffset);
    assert(previousEpoch !== null, 'the leader has what comes before');
    return {
      type: 'replicate',
      topicId,
      topic,
      partition,
      leader: brokerId,
      leaderEpoch,
      epochStartOffset,
      requestNumber: this.#requestNumber,
      previousOffset,
      previousEpoch,
      batches,
      highWatermark: this.#sentHighWatermark,
    };
  }

  #arm(): void {
    if (this.#timer !== null) return;
    this.#timer = this.deps.env.timers.after(this.#patienceUs, RESEND, () => this.#onTimer());
  }

  #disarm(): void {
    if (this.#timer !== null) this.deps.env.timers.cancel(this.#timer);
    this.#timer = null;
  }

  /** Doubled with each question that nobody answers. */
  get #patienceUs(): number {
    const { resendUs, resendMaxUs } = this.deps.config;
    return Math.min(resendUs * 2 ** this.#attempts, Math.max(resendUs, resendMaxUs));
  }

  /**
   * The oldest request may be younger than the timer, and answers may have come meanwhile: then the rest of
   * the time is waited.
   */
  #onTimer(): void {
    const { env } = this.deps;
    this.#timer = null;
    const sinceUs = Math.max(this.#inFlight[0]?.sentAtUs ?? 0, this.#progressAtUs);
    const leftUs = this.#rests ? 0 : sinceUs + this.#patienceUs - env.clock.nowUs();
    if (leftUs > 0) this.#timer = env.timers.after(leftUs, RESEND, () => this.#onTimer());
    else this.#ask();
  }

  /** How far are you? What is in flight stays there: its answer may only be late. */
  #ask(): void {
    this.deps.env.trace.count('replica.resend');
    this.#attempts++;
    this.#rests = false;
    this.#streams = false;
    // The newest is the question before this one.
    if (this.#inFlight.length >= IN_FLIGHT_MAX) this.#inFlightBytes -= this.#inFlight.pop()?.sizeBytes ?? 0;
    this.#send(NO_BATCHES);
    this.#questionNumber = this.#requestNumber;
  }
}
