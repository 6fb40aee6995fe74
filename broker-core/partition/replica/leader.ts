import type { Cause, Wait, PendingWait } from '../../env.js';
import { nodeIdOf, type BrokerId, type Partition } from '../../protocol/records.js';
import type { FailureName } from '../../protocol/errors.js';
import type { RequiredAcks } from '../../protocol/produce.js';
import { endOffset, type ProducedBatch } from '../../protocol/record-batch.js';
import type { AckView, IsrView } from './config.js';
import {
  ANSWERED,
  refuse,
  type LeaderEpoch,
  type Produced,
  type ProducedCallback,
  type ReplicaDeps,
  type ProduceHandle,
  type Sender,
  appendError,
} from './deps.js';
import type { HighWatermark } from './high-watermark.js';
import { IsrControl } from './isr-control.js';
import type { ReplicateReply } from './messages.js';
import { OffsetWaiters } from './offset-waiters.js';
import { Reader } from './reader.js';

/** A batch in the log whose producer has not been answered. */
interface Pending {
  readonly acks: RequiredAcks;
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly done: ProducedCallback;
  /** When it was appended, for blame. */
  readonly since: Cause;
}

const NOBODY: readonly BrokerId[] = [];

/** A replica while it leads, for one leader epoch: the next epoch gets another. */
export class Leader {
  readonly kind = 'leader';
  readonly reader: Reader;
  private readonly epochStartOffset: number;
  private readonly isr: IsrControl;
  private senders: readonly Sender[] = [];
  /** With `acks=1`, by the leader's own durable end. */
  private readonly ownWaiters = new OffsetWaiters<Pending>();
  /** With `acks=-1`, by `committedEnd`. */
  private readonly allWaiters = new OffsetWaiters<Pending>();
  /** What `acks=-1` may be told about; under the reference policy the high watermark. */
  private committedEnd: number;
  private closed = false;
  /** By label: at most one for each subset of the replicas. */
  private readonly waits = new Map<string, Wait>();

  constructor(
    private readonly deps: ReplicaDeps,
    private readonly highWatermark: HighWatermark,
    private readonly leaderEpoch: number,
    partition: Partition,
  ) {
    this.epochStartOffset = deps.log.logEndOffset;
    this.committedEnd = highWatermark.offset;
    this.reader = new Reader(deps, highWatermark, leaderEpoch);
    this.isr = new IsrControl(
      deps,
      partition,
      () => this.isrView(),
      (brokerId) => this.senderOf(brokerId),
      () => this.advance(),
    );
  }

  /** Asks every follower where their logs agree: nothing more is committed until all of the ISR answer. */
  begin(): void {
    const { leaderEpoch, epochStartOffset } = this;
    this.deps.observe({ type: 'becameLeader', leaderEpoch, epochStartOffset });
    this.onPartition(this.isr.partition);
  }

  get pendingCount(): number {
    return this.ownWaiters.size + this.allWaiters.size;
  }

  get timersCount(): number {
    return this.isr.timersCount + this.senders.filter((sender) => sender.timed).length;
  }

  /**
   * Whether the high watermark is not behind one that consumers have seen: a new leader hears of the last
   * advances only from its followers' answers (KIP-207).
   */
  get knowsHighWatermark(): boolean {
    return this.highWatermark.offset >= this.epochStartOffset;
  }

  /** A later image of the same epoch. */
  onPartition(partition: Partition): void {
    const left = this.isr.committed.filter((brokerId) => !partition.isr.includes(brokerId));
    this.isr.onPartition(partition);
    this.matchSenders(partition.replicas);
    for (const sender of this.senders) sender.onBrokers();
    if (this.isTooSmall()) this.fail(this.allWaiters, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND', left);
    this.proceed(left);
  }

  /** The first that waits here since such a moment. */
  findPendingWait(matches: (since: Cause) => boolean): PendingWait | null {
    const isOurs = ({ since }: Pending): boolean => matches(since);
    const pending = this.ownWaiters.find(isOurs) ?? this.allWaiters.find(isOurs);
    return pending === undefined ? null : this.pendingWaitOf(pending);
  }

  /** The fenced cannot join the ISR, the unfenced may by now; of a new life nothing is known. */
  onBrokers(): void {
    for (const sender of this.senders) sender.onBrokers();
    this.proceed();
  }

  produce(batch: ProducedBatch, acks: RequiredAcks, done: ProducedCallback): ProduceHandle {
    const { producerId, producerEpoch, baseSequence, records } = batch;
    const check = this.deps.log.checkSequence(producerId, producerEpoch, baseSequence, records.length);
    switch (check.kind) {
      case 'ok':
        return this.append(batch, acks, done);
      case 'duplicate':
        return this.repeat(check.baseOffset, check.baseOffset + records.length, acks, done);
      case 'outOfOrder':
        return refuse(done, 'OUT_OF_ORDER_SEQUENCE_NUMBER');
      case 'fencedEpoch':
        return refuse(done, 'INVALID_PRODUCER_EPOCH');
    }
  }

  onReply(reply: ReplicateReply): void {
    const sender = this.senderOf(reply.follower);
    if (sender?.onReply(reply) !== true) return;
    this.proceed();
  }

  onDurable(durableEndOffset: number): void {
    for (const pending of this.ownWaiters.takeUpTo(durableEndOffset)) this.acknowledge(pending);
    this.advance();
  }

  /** A waiting batch may be in the log: none of these errors says otherwise. */
  close(error: 'NOT_LEADER_OR_FOLLOWER' | 'KAFKA_STORAGE_ERROR'): void {
    this.closed = true;
    this.isr.close();
    for (const sender of this.senders) sender.close();
    this.fail(this.ownWaiters, error);
    this.fail(this.allWaiters, error);
    this.reader.close();
  }

  private append(batch: ProducedBatch, acks: RequiredAcks, done: ProducedCallback): ProduceHandle {
    const { log, env, config, observe } = this.deps;
    const { leaderEpoch } = this;
    if (acks === -1 && this.isTooSmall()) return refuse(done, 'NOT_ENOUGH_REPLICAS');
    if (this.pendingCount >= config.waitersMax) return refuse(done, 'REQUEST_TIMED_OUT');
    const nowUs = env.clock.nowUs();
    for (const sender of this.senders) sender.beforeAppend(nowUs);
    const appended = log.append(batch, leaderEpoch);
    if (!appended.ok) return refuse(done, appendError(appended.code));
    observe({ type: 'appended', as: 'leader', leaderEpoch, batch: appended.batch });
    const pending = {
      acks,
      baseOffset: appended.batch.baseOffset,
      endOffset: endOffset(appended.batch),
      done,
      since: env.trace.here(),
    };
    if (config.ackPolicy.raisesAtAppend && acks !== -1) this.raise(pending.endOffset);
    const handle = this.whenAcknowledged(pending);
    this.pump();
    this.isr.review();
    return handle;
  }

  /** An honest answer: the batch is in the log, but it counts only when the first one would. */
  private repeat(baseOffset: number, end: number, acks: RequiredAcks, done: ProducedCallback): ProduceHandle {
    // Not NOT_ENOUGH_REPLICAS, which would say that it is not in the log.
    if (acks === -1 && this.isTooSmall()) return refuse(done, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND');
    if (this.pendingCount >= this.deps.config.waitersMax) return refuse(done, 'REQUEST_TIMED_OUT');
    return this.whenAcknowledged({
      acks,
      baseOffset,
      endOffset: end,
      done,
      since: this.deps.env.trace.here(),
    });
  }

  private whenAcknowledged(pending: Pending): ProduceHandle {
    const end = pending.endOffset;
    if (pending.acks === 1 && this.deps.log.durableEndOffset < end)
      return this.wait(this.ownWaiters, pending);
    if (pending.acks === -1 && this.committedEnd < end) return this.wait(this.allWaiters, pending);
    this.acknowledge(pending);
    return ANSWERED;
  }

  private wait(waiters: OffsetWaiters<Pending>, pending: Pending): ProduceHandle {
    const cancel = waiters.add(pending.endOffset, pending);
    return { cancel, isDue: () => this.isDue(pending), pendingWait: () => this.pendingWaitOf(pending) };
  }

  /**
   * By the ends that are known now, whether or not anybody has looked at them since. After this epoch every
   * waiting batch has been refused.
   */
  private isDue({ acks, endOffset: end }: Pending): boolean {
    const { log, config } = this.deps;
    if (this.closed) return true;
    if (acks === 1) return log.durableEndOffset >= end;
    return (config.ackPolicy.committedEnd(this.ackView()) ?? -1) >= end;
  }

  private pendingWaitOf({ acks, since, endOffset: end }: Pending): PendingWait | null {
    const { brokerId, log } = this.deps;
    if (log.failed || this.closed) return null;
    const members = acks === 1 ? [brokerId] : this.isr.maximal;
    const on = members.filter((member) => this.durableEndOf(member) < end);
    return {
      since,
      wait: this.waitFor(on, acks === 1 ? 'own disk' : 'high watermark'),
      on: on.map(nodeIdOf),
    };
  }

  private acknowledge(pending: Pending, left = NOBODY): void {
    const { acks, baseOffset } = pending;
    const { leaderEpoch } = this;
    this.deps.observe({ type: 'acknowledged', acks, leaderEpoch, baseOffset, endOffset: pending.endOffset });
    this.answer(pending, { ok: true, baseOffset }, left);
  }

  /** `left`: they have just left the ISR. What is answered because of that has waited for them. */
  private answer({ done, since }: Pending, produced: Produced, left: readonly BrokerId[]): void {
    if (left.length === 0) done(produced);
    else this.deps.env.trace.join([since], this.waitFor(left, 'high watermark'), () => done(produced));
  }

  private fail(waiters: OffsetWaiters<Pending>, error: FailureName, left = NOBODY): void {
    for (const pending of waiters.takeAll()) this.answer(pending, { ok: false, error }, left);
  }

  /** One for each set of followers and not for each request: the history of causes keeps each it is given. */
  private waitFor(on: readonly BrokerId[], what: string): Wait {
    const { topic, partition } = this.deps;
    const label = `${what} of ${topic}/${partition}: ${on.map(nodeIdOf).join(', ')}`;
    let wait = this.waits.get(label);
    if (wait === undefined) this.waits.set(label, (wait = { kind: 'timeout', label }));
    return wait;
  }

  /** After news of a follower or the ISR. Advances first: what is sent carries the newest high watermark. */
  private proceed(left = NOBODY): void {
    this.advance(left);
    this.pump();
    this.isr.review();
  }

  private advance(left = NOBODY): void {
    const end = this.closed ? null : this.deps.config.ackPolicy.committedEnd(this.ackView());
    if (end === null || end <= this.committedEnd) return;
    this.committedEnd = end;
    this.raise(end);
    for (const pending of this.allWaiters.takeUpTo(end)) this.acknowledge(pending, left);
    this.pump();
  }

  private raise(offset: number): void {
    if (this.highWatermark.advanceTo(offset, this.leaderEpoch)) this.reader.wake();
  }

  private pump(): void {
    for (const sender of this.senders) sender.pump();
  }

  private isTooSmall(): boolean {
    const { ackPolicy, minInsyncReplicas } = this.deps.config;
    return ackPolicy.isTooSmall(this.isr.committed.length, minInsyncReplicas);
  }

  private matchSenders(replicas: readonly BrokerId[]): void {
    const { deps, leaderEpoch, highWatermark, epochStartOffset } = this;
    const before = this.senders;
    const leftBetween = (from: number, through: number): readonly Cause[] =>
      this.allWaiters.between(from, through).map(({ since }) => since);
    const epoch: LeaderEpoch = { leaderEpoch, highWatermark, epochStartOffset, leftBetween };
    const make = (brokerId: BrokerId): Sender =>
      this.senderOf(brokerId) ?? deps.createSender(deps, epoch, brokerId);
    this.senders = replicas.filter((brokerId) => brokerId !== deps.brokerId).map(make);
    for (const sender of before) if (!this.senders.includes(sender)) sender.close();
  }

  /** A handful: looked through faster than hashed. */
  private senderOf(brokerId: BrokerId): Sender | undefined {
    return this.senders.find((sender) => sender.brokerId === brokerId);
  }

  private ackView(): AckView {
    const { brokerId: leader, config } = this.deps;
    return {
      leader,
      replicas: this.isr.partition.replicas,
      isr: this.isr.committed,
      maximalIsr: this.isr.maximal,
      minInsyncReplicas: config.minInsyncReplicas,
      durableEndOf: (brokerId) => this.durableEndOf(brokerId),
    };
  }

  private durableEndOf(brokerId: BrokerId): number {
    const { brokerId: leader, log } = this.deps;
    return brokerId === leader ? log.durableEndOffset : (this.senderOf(brokerId)?.durableEndOffset ?? -1);
  }

  private isrView(): IsrView {
    const { brokerId: leader, log, env, config } = this.deps;
    return {
      leader,
      isr: this.isr.committed,
      followers: this.senders,
      logEndOffset: log.logEndOffset,
      joinOffset: Math.max(this.highWatermark.offset, this.epochStartOffset),
      lagTimeMaxUs: config.lagTimeMaxUs,
      nowUs: env.clock.nowUs(),
    };
  }
}
