/**
 * A producer, after kafka-python and the Java client (spec d.4): looks up the topic, picks a partition, sends to its leader, and on
 * a retriable error refreshes what it knows and tries again.
 *
 * Not modelled: lingering and batching of several records in one request (linger is 0 in both libraries), and more than one request
 * in flight for one caller: who wants more calls `send` again before the first has ended.
 */
import type { Env, NodeId, Wait } from '../env.js';
import { isRetriable, type FailureName } from '../protocol/errors.js';
import type { ProduceResult, RequiredAcks } from '../protocol/produce.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import { NO_PRODUCER_ID, NO_SEQUENCE, type ProducedBatch } from '../produce/log/open.js';
import type { Rpc } from '../rpc/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { sleep } from '../runtime/time.js';
import type { MetadataCache } from './metadata-cache.js';
import { partitionOfKey } from './murmur2.js';
import type { ClientProfile } from './profile.js';
import { ProducerIdentity } from './producer-identity.js';

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
const RETRY: Wait = { kind: 'backoff', label: 'client retry' };

/** Errors after which the leader may have appended. */
const UNKNOWN_OUTCOME: ReadonlySet<FailureName> = new Set<FailureName>([
  'REQUEST_TIMED_OUT',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'NOT_LEADER_OR_FOLLOWER',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
]);

/** A record on its way. */
interface Sending {
  readonly record: ProducerRecord;
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
  async send(ctx: Ctx, record: ProducerRecord): Promise<SendResult> {
    const { trace, clock } = this.#env;
    const span = trace.begin('produce');
    const deadlineUs = clock.nowUs() + this.#options.profile.deliveryTimeoutUs;
    const sending: Sending = {
      record,
      deadlineUs,
      attempt: 0,
      partition: null,
      batch: null,
      mayBeInLog: false,
    };
    const result = await this.#deliver(ctx, sending);
    trace.end(span, result.ok ? 'ok' : result.error);
    return result;
  }

  async #deliver(ctx: Ctx, sending: Sending): Promise<SendResult> {
    for (;;) {
      const partitions = await this.#lookUp(ctx, sending.record.topic);
      if (typeof partitions === 'string') return fail(sending, partitions);
      const result = await this.#attempt(ctx, sending, partitions);
      if (result.error === 'NONE') {
        const { partition, baseOffset, leaderEpoch } = result;
        return { ok: true, partition, offset: baseOffset, leaderEpoch };
      }
      if (UNKNOWN_OUTCOME.has(result.error)) sending.mayBeInLog = true;
      if (!isRetriable(result.error)) return fail(sending, result.error);
      this.#cache.invalidate(sending.record.topic);
      if (sending.attempt > this.#options.profile.retries) return fail(sending, result.error);
      await this.#backOff(ctx, sending.attempt);
      if (this.#env.clock.nowUs() >= sending.deadlineUs) return fail(sending, 'REQUEST_TIMED_OUT');
    }
  }

  /** The topic's partitions; waits for them, up to `maxBlock`, without counting as a retry. */
  async #lookUp(ctx: Ctx, topic: string): Promise<readonly PartitionMetadata[] | FailureName> {
    const { clock } = this.#env;
    const known = this.#cache.peek(clock.nowUs(), topic);
    if (known !== null) return known;
    const { profile, allowAutoCreate } = this.#options;
    const limitUs = clock.nowUs() + profile.maxBlockUs;
    for (let attempt = 1; ; attempt += 1) {
      const found = await this.#cache.refresh(ctx, topic, allowAutoCreate);
      if (found.ok && found.partitions.length > 0) return found.partitions;
      if (!found.ok && !isRetriable(found.error)) return found.error;
      if (clock.nowUs() >= limitUs) return found.ok ? 'LEADER_NOT_AVAILABLE' : found.error;
      await this.#backOff(ctx, attempt);
    }
  }

  async #attempt(
    ctx: Ctx,
    sending: Sending,
    partitions: readonly PartitionMetadata[],
  ): Promise<ProduceResult> {
    sending.attempt += 1;
    const { topic } = sending.record;
    sending.partition ??= this.#partitionFor(sending.record, partitions.length);
    const partition = sending.partition;
    const described = partitions[partition];
    const leader = described?.leader ?? null;
    const host = leader === null ? undefined : this.#cache.hostOf(leader);
    if (described === undefined || host === undefined)
      return { topic, partition, error: 'LEADER_NOT_AVAILABLE' };
    const batch = sending.batch ?? (await this.#batch(ctx, host, sending, partition));
    if (typeof batch === 'string') return { topic, partition, error: batch };
    sending.batch = batch;
    const { acks, requestTimeoutUs } = this.#options.profile;
    const request = {
      type: 'produce',
      acks,
      timeoutMs: Math.floor(requestTimeoutUs / 1000),
      batches: [{ topic, partition, leaderEpoch: null, batch }],
    } as const;
    if (acks === 0) {
      this.#rpc.tell(host, request);
      return { topic, partition, error: 'NONE', baseOffset: -1, leaderEpoch: described.leaderEpoch };
    }
    const called = await this.#rpc.call(ctx, host, request, requestTimeoutUs, PRODUCE);
    if (called.timedOut) return { topic, partition, error: 'REQUEST_TIMED_OUT' };
    return called.response.results[0] ?? { topic, partition, error: 'UNKNOWN_SERVER_ERROR' };
  }

  async #batch(
    ctx: Ctx,
    host: NodeId,
    { record }: Sending,
    partition: number,
  ): Promise<ProducedBatch | FailureName> {
    const { key, value, topic } = record;
    const records = [{ key, value, timestampUs: this.#env.clock.nowUs() }];
    if (!this.#options.profile.idempotent) {
      return { producerId: NO_PRODUCER_ID, producerEpoch: -1, baseSequence: NO_SEQUENCE, records };
    }
    const identity = await this.#identity.next(ctx, host, `${topic}/${String(partition)}`, records.length);
    return typeof identity === 'string' ? identity : { ...identity, records };
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

function fail({ partition, mayBeInLog }: Sending, error: FailureName): SendResult {
  return { ok: false, error, partition, mayBeInLog };
}

export type { RequiredAcks };
