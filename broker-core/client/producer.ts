/**
 * A producer, after kafka-python and the Java client: looks up the topic, picks a partition, sends to its
 * leader, and on a retriable error refreshes what it knows and tries again.
 *
 * Not modelled: batches of several records (linger is 0 in both libraries), and more than one request in
 * flight for one caller, who may call `send` again before the first has ended. An idempotent producer then
 * has up to five batches of a partition on their way; a record whose turn it is not waits.
 */
import type { Env, NodeId, Span, Wait } from '../env.js';
import { isRetriable, type FailureName } from '../protocol/errors.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import { NO_PRODUCER_ID, NO_SEQUENCE, type ProducedBatch } from '../protocol/record-batch.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { timeout } from '../runtime/time.js';
import { backOff, type MetadataCache } from './metadata-cache.js';
import { partitionOfKey } from './murmur2.js';
import type { ClientProfile } from './profile.js';
import { ProducerIdentity } from './producer-identity.js';
import type { Place, Ticket } from './sequences.js';

export interface ProducerOptions {
  readonly profile: ClientProfile;
  readonly bootstrap: readonly NodeId[];
  /** `round-robin`: over all partitions, of all leaders; `keyed`: by murmur2 of the record's key. */
  readonly partitioner: 'round-robin' | 'keyed';
  readonly allowAutoCreate: boolean;
}

export interface ProducerRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string;
}

/** How a `send` ended. Of an error that is not definite the record may be in the log all the same. */
export type SendResult =
  | { readonly ok: true; readonly partition: number; readonly offset: number; readonly leaderEpoch: number }
  | {
      readonly ok: false;
      readonly error: FailureName;
      readonly partition: number | null;
      readonly mayBeInLog: boolean;
    };

/** What a record is measured as. */
export type Measured = 'produce' | 'warmUp';

const SEQUENCE: Wait = { kind: 'timeout', label: 'await sequence number' };
const PRODUCE: Wait = { kind: 'timeout', label: 'await produce response' };
const GET: Wait = { kind: 'timeout', label: 'await record' };

/** Errors after which the leader may have appended. */
const UNKNOWN_OUTCOME: ReadonlySet<FailureName> = new Set<FailureName>([
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'NOT_LEADER_OR_FOLLOWER',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
]);

/** Of a batch whose producer is not idempotent. */
const NO_NUMBER = { producerId: NO_PRODUCER_ID, producerEpoch: -1, baseSequence: NO_SEQUENCE };

interface Sending {
  readonly record: ProducerRecord;
  readonly span: Span;
  /** It is given up then, whatever it waits for. */
  readonly deadlineUs: number;
  attempt: number;
  partition: number | null;
  /** `orders/0`, once the partition is picked. */
  key: string;
  /** Of an idempotent producer: its number, or where it waits for one. */
  ticket: Ticket | null;
  place: Place | null;
  batch: ProducedBatch | null;
  /** It has left this process at least once. */
  isSent: boolean;
  mayBeInLog: boolean;
}

export class Producer {
  readonly #identity: ProducerIdentity;
  #nextPartition: number;

  constructor(
    private readonly env: Env,
    private readonly rpc: Rpc,
    private readonly cache: MetadataCache,
    private readonly options: ProducerOptions,
  ) {
    this.#identity = new ProducerIdentity(rpc, options.profile);
    this.#nextPartition = Math.floor(env.random.keyed('first partition', 0) * 1024);
  }

  /** Sends one record and waits for its fate. Measured as the operation `produce`, or as you say. */
  send(ctx: Ctx, record: ProducerRecord, operation: Measured = 'produce'): Promise<SendResult> {
    const sending = this.#begin(record, operation);
    const sent = this.#untilDropped(ctx, sending);
    // A limit of the caller's may drop it. One promise more for each record, so only where there is one.
    return ctx.scope.isRoot ? sent : this.#untilEnded(sent, sending);
  }

  /** A record that is dropped has a span that ends, too. */
  async #untilEnded(sent: Promise<SendResult>, { span }: Sending): Promise<SendResult> {
    try {
      return await sent;
    } catch (error) {
      this.env.trace.end(span, 'CANCELLED');
      throw error;
    }
  }

  /**
   * As {@link send}, but the caller waits for at most `limitUs` (`send(...).get(timeout)` in kafka-python,
   * which goes on trying; with a request time-out as short as the limit, it expires at the same moment).
   */
  async sendWithin(ctx: Ctx, record: ProducerRecord, limitUs: number): Promise<SendResult> {
    const sending = this.#begin(record, 'produce');
    const decided = await timeout(ctx, limitUs, GET, (inner) => this.#untilDropped(inner, sending));
    if (!decided.timedOut) return decided.value;
    // A request may be on its way.
    sending.mayBeInLog = true;
    return this.#fail(sending, 'REQUEST_TIMED_OUT');
  }

  /** Waits until a topic's partitions are known, creating it if need be. False: not in time. */
  async knows(ctx: Ctx, topic: string): Promise<boolean> {
    const untilUs = this.env.clock.nowUs() + this.options.profile.maxBlockUs;
    return typeof (await this.#lookUp(ctx, topic, untilUs)) !== 'string';
  }

  #begin(record: ProducerRecord, operation: Measured): Sending {
    const { trace, clock } = this.env;
    return {
      record,
      span: trace.begin(operation),
      deadlineUs: clock.nowUs() + this.options.profile.deliveryTimeoutUs,
      attempt: 0,
      partition: null,
      key: '',
      ticket: null,
      place: null,
      batch: null,
      isSent: false,
      mayBeInLog: false,
    };
  }

  /** A record that is dropped on its way must not leave its number in flight for ever. */
  #untilDropped(ctx: Ctx, sending: Sending): Promise<SendResult> {
    const sent = this.#attempt(ctx, sending);
    if (!this.options.profile.idempotent) return sent;
    return sent.catch((error: unknown) => {
      this.#settle(sending, 'REQUEST_TIMED_OUT');
      throw error;
    });
  }

  async #attempt(ctx: Ctx, sending: Sending): Promise<SendResult> {
    const { clock } = this.env;
    const { record, deadlineUs } = sending;
    const { topic } = record;
    // What needs no wait is not awaited: each async function on a record's way costs as much as an event.
    const partitions = this.cache.peek(clock.nowUs(), topic) ?? (await this.#awaitTopic(ctx, sending));
    if (typeof partitions === 'string') return this.#fail(sending, partitions);
    sending.attempt += 1;
    const partition = sending.partition ?? this.#pick(sending, partitions.length);
    const described = partitions[partition];
    const host = this.cache.leaderHost(described);
    if (described === undefined || host === undefined)
      return this.#onError(ctx, sending, 'LEADER_NOT_AVAILABLE');
    const { acks, requestTimeoutUs, idempotent } = this.options.profile;
    if (idempotent && sending.ticket === null) {
      const ticket =
        (sending.place === null ? this.#identity.tryNext(sending.key, 1) : null) ??
        (await this.#awaitTicket(ctx, sending, host));
      if (typeof ticket === 'string') return this.#onError(ctx, sending, ticket);
      sending.ticket = ticket;
      sending.batch = batchOf(sending, ticket, clock.nowUs());
    }
    const batch = (sending.batch ??= batchOf(sending, NO_NUMBER, clock.nowUs()));
    const limitUs = Math.min(requestTimeoutUs, deadlineUs - clock.nowUs());
    if (limitUs <= 0) return this.#fail(sending, 'REQUEST_TIMED_OUT');
    const batches = [{ topic, partition, leaderEpoch: null, batch }];
    const timeoutMs = Math.floor(requestTimeoutUs / 1000);
    const request = { type: 'produce', acks, timeoutMs, batches } as const;
    sending.isSent = true;
    if (acks === 0) {
      this.rpc.tell(host, request);
      return this.#end(sending, { ok: true, partition, offset: -1, leaderEpoch: described.leaderEpoch });
    }
    const called = await this.rpc.call(ctx, host, request, limitUs, PRODUCE);
    if (!called.answered) return this.#onError(ctx, sending, called.error);
    const result = called.response.results[0];
    if (result?.error !== 'NONE') return this.#onError(ctx, sending, result?.error ?? 'UNKNOWN_SERVER_ERROR');
    const { baseOffset: offset, leaderEpoch } = result;
    return this.#end(sending, { ok: true, partition, offset, leaderEpoch });
  }

  /** Sends the record again after a wait, if it may and there is time. */
  async #onError(ctx: Ctx, sending: Sending, error: FailureName): Promise<SendResult> {
    if (sending.isSent && UNKNOWN_OUTCOME.has(error)) sending.mayBeInLog = true;
    if (!this.#mayTryAgain(sending, error)) return this.#fail(sending, error);
    if (sending.attempt > this.options.profile.retries) return this.#fail(sending, error);
    await backOff(ctx, this.options.profile, sending.attempt, sending.deadlineUs);
    const isLate = this.env.clock.nowUs() >= sending.deadlineUs;
    return isLate ? this.#fail(sending, 'REQUEST_TIMED_OUT') : this.#attempt(ctx, sending);
  }

  #mayTryAgain(sending: Sending, error: FailureName): boolean {
    if (error === 'OUT_OF_ORDER_SEQUENCE_NUMBER' && sending.ticket !== null) {
      const { ticket } = sending;
      // The broker that answered may have been deposed, and lack what the new leader has.
      this.cache.invalidate(sending.record.topic);
      // It may have this very batch, unanswered: under another number it would be stored twice.
      if (!sending.mayBeInLog && this.#identity.outOfOrder(sending.key, ticket) === 'lost') {
        sending.place = ticket.place;
        sending.ticket = null;
      }
      return true;
    }
    if (!isRetriable(error)) return false;
    this.cache.invalidate(sending.record.topic);
    return true;
  }

  #fail(sending: Sending, error: FailureName): SendResult {
    const { partition, mayBeInLog } = sending;
    return this.#end(sending, { ok: false, error, partition, mayBeInLog });
  }

  #end(sending: Sending, result: SendResult): SendResult {
    this.#settle(sending, result.ok ? null : result.error);
    this.env.trace.end(sending.span, result.ok ? 'ok' : result.error);
    return result;
  }

  /** What has become of the number that the record had, or waited for. */
  #settle(sending: Sending, error: FailureName | null): void {
    const { ticket, place } = sending;
    sending.ticket = null;
    sending.place = null;
    if (place !== null) this.#identity.leave(sending.key, place);
    if (ticket === null) return;
    if (error === null) this.#identity.acknowledge(sending.key, ticket);
    else this.#identity.giveUp(sending.key, ticket, error);
  }

  async #awaitTicket(ctx: Ctx, sending: Sending, host: NodeId): Promise<Ticket | FailureName> {
    const leftUs = sending.deadlineUs - this.env.clock.nowUs();
    if (leftUs <= 0) return 'REQUEST_TIMED_OUT';
    const key = sending.key;
    const place = (sending.place ??= this.#identity.join(key));
    const waited = await timeout(ctx, leftUs, SEQUENCE, (inner) =>
      this.#identity.next(inner, host, key, place, 1),
    );
    if (waited.timedOut) return 'REQUEST_TIMED_OUT';
    if (typeof waited.value !== 'string') sending.place = null;
    return waited.value;
  }

  /** The topic's partitions, which are not known; before the first attempt for at most `maxBlock`. */
  async #awaitTopic(
    ctx: Ctx,
    { record: { topic }, attempt, deadlineUs }: Sending,
  ): Promise<readonly PartitionMetadata[] | FailureName> {
    const { clock } = this.env;
    const blockedUntilUs = attempt === 0 ? clock.nowUs() + this.options.profile.maxBlockUs : deadlineUs;
    const found = await this.#lookUp(ctx, topic, Math.min(blockedUntilUs, deadlineUs));
    return typeof found === 'string' && clock.nowUs() >= deadlineUs ? 'REQUEST_TIMED_OUT' : found;
  }

  #lookUp(ctx: Ctx, topic: string, untilUs: number): Promise<readonly PartitionMetadata[] | FailureName> {
    return this.cache.lookUp(ctx, topic, this.options.allowAutoCreate, untilUs);
  }

  /** Once for all attempts. */
  #pick(sending: Sending, partitionCount: number): number {
    const { record } = sending;
    const partition = this.#partitionFor(record, partitionCount);
    sending.partition = partition;
    sending.key = `${record.topic}/${partition}`;
    return partition;
  }

  #partitionFor({ key }: ProducerRecord, partitionCount: number): number {
    if (this.options.partitioner === 'keyed' && key !== null) return partitionOfKey(key, partitionCount);
    this.#nextPartition += 1;
    return this.#nextPartition % partitionCount;
  }
}

/** The record with its number. Its time is that of its first batch. */
function batchOf(
  { record: { key, value }, batch }: Sending,
  { producerId, producerEpoch, baseSequence }: Pick<Ticket, 'producerId' | 'producerEpoch' | 'baseSequence'>,
  nowUs: number,
): ProducedBatch {
  const records = batch?.records ?? [{ key, value, timestampUs: nowUs }];
  return { producerId, producerEpoch, baseSequence, records };
}
