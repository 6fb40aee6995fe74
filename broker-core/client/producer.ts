/**
 * A producer, after kafka-python and the Java client (spec d.4): looks up the topic, picks a partition, sends to its leader, and on
 * a retriable error refreshes what it knows and tries again.
 *
 * Not modelled: lingering and batching of several records in one request (linger is 0 in both libraries), and more than one request
 * in flight for one caller: who wants more calls `send` again before the first has ended.
 */
import type { Env, NodeId, Span, Wait } from '../env.js';
import { isRetriable, type FailureName } from '../protocol/errors.js';
import type { RequiredAcks } from '../protocol/produce.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import { NO_PRODUCER_ID, NO_SEQUENCE, type ProducedBatch } from '../produce/log/open.js';
import type { Rpc } from '../rpc/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { sleep, timeout } from '../runtime/time.js';
import type { MetadataCache } from './metadata-cache.js';
import { partitionOfKey } from './murmur2.js';
import type { ClientProfile } from './profile.js';
import { ProducerIdentity, type BatchIdentity } from './producer-identity.js';

export interface ProducerOptions {
  readonly profile: ClientProfile;
  readonly bootstrap: readonly NodeId[];
  /** `round-robin`: over all partitions, whoever leads them; `keyed`: by murmur2 of the record's key. */
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

const PRODUCE: Wait = { kind: 'timeout', label: 'await produce response' };
const GET: Wait = { kind: 'timeout', label: 'await record' };
const RETRY: Wait = { kind: 'backoff', label: 'client retry' };

/** Errors after which the leader may have appended. */
const UNKNOWN_OUTCOME: ReadonlySet<FailureName> = new Set<FailureName>([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'NOT_LEADER_OR_FOLLOWER',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
]);

/**
 * What a topic's metadata may say that ends `send` at once. Of anything else both libraries hope that it passes, INVALID_REPLICATION_FACTOR
 * (brokers are down) as much as UNKNOWN_TOPIC_OR_PARTITION, and ask again until `maxBlock`.
 */
const HOPELESS: ReadonlySet<FailureName> = new Set<FailureName>(['INVALID_TOPIC_EXCEPTION']);

const NO_IDENTITY: BatchIdentity = {
  producerId: NO_PRODUCER_ID,
  producerEpoch: -1,
  baseSequence: NO_SEQUENCE,
};

/** A record on its way. */
interface Sending {
  readonly record: ProducerRecord;
  readonly span: Span;
  readonly deadlineUs: number;
  attempt: number;
  partition: number | null;
  batch: ProducedBatch | null;
  mayBeInLog: boolean;
}

export class Producer {
  readonly #env: Env;
  readonly #rpc: Rpc;
  readonly #cache: MetadataCache;
  readonly #options: ProducerOptions;
  readonly #identity: ProducerIdentity;
  #nextPartition: number;

  constructor(env: Env, rpc: Rpc, cache: MetadataCache, options: ProducerOptions) {
    this.#env = env;
    this.#rpc = rpc;
    this.#cache = cache;
    this.#options = options;
    this.#identity = new ProducerIdentity(rpc, options);
    this.#nextPartition = Math.floor(env.random.keyed('first partition', 0) * 1024);
  }

  /** Sends one record and waits for its fate. Measured as the operation `produce`. */
  send(ctx: Ctx, record: ProducerRecord): Promise<SendResult> {
    return this.#attempt(ctx, this.#begin(record));
  }

  /**
   * As {@link send}, but the caller waits no longer than `limitUs` (`send(...).get(timeout)` in kafka-python). There the record goes on
   * being tried; with a request time-out as short as the limit, as in the documents' test, it expires at the same moment.
   */
  async sendWithin(ctx: Ctx, record: ProducerRecord, limitUs: number): Promise<SendResult> {
    const sending = this.#begin(record);
    const decided = await timeout(ctx, limitUs, GET, (inner) => this.#attempt(inner, sending));
    if (!decided.timedOut) return decided.value;
    // A request may be on its way.
    sending.mayBeInLog = true;
    return this.#fail(sending, 'REQUEST_TIMED_OUT');
  }

  /** Waits until a topic's partitions are known, which creates it if it is not there. False: not in the time for it. */
  async knows(ctx: Ctx, topic: string): Promise<boolean> {
    return typeof (await this.#lookUp(ctx, topic)) !== 'string';
  }

  #begin(record: ProducerRecord): Sending {
    const { trace, clock } = this.#env;
    const span = trace.begin('produce');
    const deadlineUs = clock.nowUs() + this.#options.profile.deliveryTimeoutUs;
    return { record, span, deadlineUs, attempt: 0, partition: null, batch: null, mayBeInLog: false };
  }

  /** One request, and what follows from its answer. */
  async #attempt(ctx: Ctx, sending: Sending): Promise<SendResult> {
    const { clock } = this.#env;
    const { record } = sending;
    const { topic } = record;
    // What needs no wait is not awaited: each async function on the way to a record costs as much as an event.
    const partitions = this.#cache.peek(clock.nowUs(), topic) ?? (await this.#lookUp(ctx, topic));
    if (typeof partitions === 'string') return this.#fail(sending, partitions);
    sending.attempt += 1;
    const partition = (sending.partition ??= this.#partitionFor(record, partitions.length));
    const described = partitions[partition];
    const host = this.#leaderHost(described);
    if (described === undefined || host === undefined)
      return this.#onError(ctx, sending, 'LEADER_NOT_AVAILABLE');
    if (sending.batch === null) {
      const records = [{ key: record.key, value: record.value, timestampUs: clock.nowUs() }];
      const { idempotent } = this.#options.profile;
      const identity = idempotent
        ? await this.#identity.next(ctx, host, `${topic}/${String(partition)}`, 1)
        : NO_IDENTITY;
      if (typeof identity === 'string') return this.#onError(ctx, sending, identity);
      const { producerId, producerEpoch, baseSequence } = identity;
      sending.batch = { producerId, producerEpoch, baseSequence, records };
    }
    const { acks, requestTimeoutUs } = this.#options.profile;
    const batches = [{ topic, partition, leaderEpoch: null, batch: sending.batch }];
    const request = {
      type: 'produce',
      acks,
      timeoutMs: Math.floor(requestTimeoutUs / 1000),
      batches,
    } as const;
    if (acks === 0) {
      this.#rpc.tell(host, request);
      return this.#end(sending, {
        ok: true,
        partition,
        offset: -1,
        leaderEpoch: described.leaderEpoch,
      });
    }
    const called = await this.#rpc.call(ctx, host, request, requestTimeoutUs, PRODUCE);
    if (called.timedOut) return this.#onError(ctx, sending, 'REQUEST_TIMED_OUT');
    const result = called.response.results[0];
    if (result?.error !== 'NONE') return this.#onError(ctx, sending, result?.error ?? 'UNKNOWN_SERVER_ERROR');
    const { baseOffset: offset, leaderEpoch } = result;
    return this.#end(sending, { ok: true, partition, offset, leaderEpoch });
  }

  /** Sends the record again after a wait, if it may. */
  async #onError(ctx: Ctx, sending: Sending, error: FailureName): Promise<SendResult> {
    if (UNKNOWN_OUTCOME.has(error)) sending.mayBeInLog = true;
    if (!isRetriable(error)) return this.#fail(sending, error);
    this.#cache.invalidate(sending.record.topic);
    if (sending.attempt > this.#options.profile.retries) return this.#fail(sending, error);
    await this.#backOff(ctx, sending.attempt);
    const isLate = this.#env.clock.nowUs() >= sending.deadlineUs;
    return isLate ? this.#fail(sending, 'REQUEST_TIMED_OUT') : this.#attempt(ctx, sending);
  }

  #fail(sending: Sending, error: FailureName): SendResult {
    const { partition, mayBeInLog } = sending;
    return this.#end(sending, { ok: false, error, partition, mayBeInLog });
  }

  #end({ span }: Sending, result: SendResult): SendResult {
    this.#env.trace.end(span, result.ok ? 'ok' : result.error);
    return result;
  }

  /** The topic's partitions, which are not known; waits for them, up to `maxBlock`, without counting as a retry. */
  async #lookUp(ctx: Ctx, topic: string): Promise<readonly PartitionMetadata[] | FailureName> {
    const { clock } = this.#env;
    const { profile, allowAutoCreate } = this.#options;
    const limitUs = clock.nowUs() + profile.maxBlockUs;
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.#cache.refresh(ctx, topic, allowAutoCreate);
      if (found.ok && found.partitions.length > 0) return found.partitions;
      if (!found.ok && HOPELESS.has(found.error)) return found.error;
      if (clock.nowUs() >= limitUs) return found.ok ? 'LEADER_NOT_AVAILABLE' : found.error;
      await this.#backOff(ctx, attempt);
    }
  }

  #leaderHost(described: PartitionMetadata | undefined): NodeId | undefined {
    const leader = described?.leader ?? null;
    return leader === null ? undefined : this.#cache.hostOf(leader);
  }

  #partitionFor({ key }: ProducerRecord, partitionCount: number): number {
    if (this.#options.partitioner === 'keyed' && key !== null) return partitionOfKey(key, partitionCount);
    this.#nextPartition += 1;
    return this.#nextPartition % partitionCount;
  }

  async #backOff(ctx: Ctx, attempt: number): Promise<void> {
    const { retryBackoffUs, retryBackoffMaxUs } = this.#options.profile;
    await sleep(ctx, Math.min(retryBackoffMaxUs, retryBackoffUs * 2 ** Math.min(20, attempt - 1)), RETRY);
  }
}

export type { RequiredAcks };
