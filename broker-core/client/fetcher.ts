/**
 * What a consumer has on its way to brokers: at most one fetch to each, for all empty partitions there;
 * look-ups of leaders and positions. A failure costs the partitions that it strikes a backoff, and no others.
 */
import type { Env, NodeId, Wait } from '../env.js';
import { endOffset } from '../protocol/record-batch.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type { FetchRequest, FetchResult } from '../protocol/fetch.js';
import type { NoAnswer, Rpc } from '../protocol/rpc.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';
import { sleep } from '../runtime/time.js';
import type { Assigned, ConsumedRecord, TopicPartition, ConsumerOptions } from './assigned.js';
import type { MetadataCache } from './metadata-cache.js';

const FETCH: Wait = { kind: 'timeout', label: 'await fetch response' };
const LIST: Wait = { kind: 'timeout', label: 'await offset response' };
const RETRY: Wait = { kind: 'backoff', label: 'consumer retry' };

interface Leader {
  readonly host: NodeId;
  /** `null`: the client names none. */
  readonly leaderEpoch: number | null;
}

/** A partition to fetch, and the epoch of the leader that the consumer means. */
interface Wanted {
  readonly one: Assigned;
  readonly offset: number;
  readonly leaderEpoch: number | null;
}

export class Fetcher {
  /** Brokers that a fetch is on its way to. */
  readonly #asked = new Set<NodeId>();
  /** Topics that are being looked up. */
  readonly #lookedUp = new Set<string>();

  /** `tell` is called when there may be something new to read, or to be done. */
  constructor(
    private readonly env: Env,
    private readonly rpc: Rpc,
    private readonly cache: MetadataCache,
    private readonly options: ConsumerOptions,
    private readonly tell: () => void,
  ) {}

  get inFlightCount(): number {
    return this.#asked.size;
  }

  /** Asks for what is missing: leaders, positions, records. */
  pump(assigned: readonly Assigned[]): void {
    const wanted = new Map<NodeId, Wanted[]>();
    for (const one of assigned) {
      if (one.busy || !one.isEmpty) continue;
      const leader = this.#leaderOf(one);
      if (leader === null) continue;
      if (one.position === null) this.#findPosition(one);
      else if (!this.#asked.has(leader.host)) {
        const group = wanted.get(leader.host) ?? [];
        group.push({ one, offset: one.position, leaderEpoch: leader.leaderEpoch });
        wanted.set(leader.host, group);
      }
    }
    for (const [host, group] of wanted) {
      this.#asked.add(host);
      for (const { one } of group) one.busy = true;
      enterTask(this.env, (ctx) => this.#fetch(ctx, host, group));
    }
  }

  /** The offset of an end of the log, as its leader says. */
  async listOffset(
    ctx: Ctx,
    { topic, partition }: TopicPartition,
    at: 'earliest' | 'latest',
  ): Promise<number | FailureName> {
    await this.cache.find(ctx, topic, false);
    const leader = this.#knownLeader({ topic, partition });
    if (leader === null) return this.#wrong(topic, 'LEADER_NOT_AVAILABLE');
    const { host, leaderEpoch } = leader;
    const request = { type: 'listOffsets', topic, partition, leaderEpoch, at } as const;
    const { requestTimeoutUs } = this.options.profile;
    const called = await this.rpc.call(ctx, host, request, requestTimeoutUs, LIST);
    if (!called.answered) return this.#wrong(topic, called.error);
    const { response } = called;
    return response.error === 'NONE' ? response.offset : this.#wrong(topic, response.error);
  }

  /** What was known of the topic has proven wrong. */
  #wrong(topic: string, error: FailureName): FailureName {
    this.cache.invalidate(topic);
    return error;
  }

  #knownLeader({ topic, partition }: TopicPartition): Leader | null {
    const described = this.cache.peek(this.env.clock.nowUs(), topic)?.[partition];
    const host = this.cache.leaderHost(described);
    return described === undefined || host === undefined
      ? null
      : { host, leaderEpoch: this.options.profile.keepsLeaderEpochs ? described.leaderEpoch : null };
  }

  /** Null when it has to be looked up first, which is then under way. */
  #leaderOf(one: TopicPartition): Leader | null {
    const leader = this.#knownLeader(one);
    const { topic } = one;
    if (leader === null && !this.#lookedUp.has(topic)) {
      this.#lookedUp.add(topic);
      enterTask(this.env, (ctx) => this.#lookUp(ctx, one));
    }
    return leader;
  }

  async #lookUp(ctx: Ctx, one: TopicPartition): Promise<void> {
    const { topic } = one;
    this.cache.invalidate(topic);
    await this.cache.refresh(ctx, topic, false);
    if (this.#knownLeader(one) === null) {
      // Its siblings have theirs again, and need not wait until this one is asked for once more.
      this.tell();
      await this.#backOff(ctx);
    }
    this.#lookedUp.delete(topic);
    this.tell();
  }

  #findPosition(one: Assigned): void {
    one.busy = true;
    enterTask(this.env, async (ctx) => {
      const listed = await this.listOffset(ctx, one, this.options.offsetReset);
      if (typeof listed === 'number') one.position = listed;
      else await this.#backOff(ctx);
      one.busy = false;
      this.tell();
    });
  }

  /** One request, measured as the operation `fetch`. */
  async #fetch(ctx: Ctx, host: NodeId, group: readonly Wanted[]): Promise<void> {
    const { trace } = this.env;
    const span = trace.begin('fetch');
    const { requestTimeoutUs } = this.options.profile;
    const called = await this.rpc.call(ctx, host, this.#request(group), requestTimeoutUs, FETCH);
    const errors = group.map((wanted, place) =>
      this.#takeIn(wanted, called.answered ? called.response.results[place] : called.error),
    );
    trace.end(span, errors.find((error) => error !== 'NONE') ?? 'ok');
    this.#asked.delete(host);
    const failed = group.filter((_, place) => hasToWait(errors[place]));
    for (const wanted of group) wanted.one.busy = failed.includes(wanted);
    this.tell();
    if (failed.length === 0) return;
    await this.#backOff(ctx);
    for (const { one } of failed) one.busy = false;
    this.tell();
  }

  #request(group: readonly Wanted[]): FetchRequest {
    const { fetchMinBytes: minBytes, fetchMaxWaitMs: maxWaitMs, fetchBytesMax: maxBytes } = this.options;
    const partitions = group.map(({ one: { topic, partition }, offset, leaderEpoch }) => {
      const { partitionFetchBytesMax } = this.options;
      return { topic, partition, offset, leaderEpoch, maxBytes: partitionFetchBytesMax };
    });
    return { type: 'fetch', reader: { type: 'consumer' }, minBytes, maxWaitMs, maxBytes, partitions };
  }

  /** In place of a result: why there is none. */
  #takeIn({ one, offset }: Wanted, result: FetchResult | NoAnswer | undefined): ErrorName {
    if (result === undefined) return this.#wrong(one.topic, 'UNKNOWN_SERVER_ERROR');
    if (typeof result === 'string') return this.#wrong(one.topic, result);
    // Another assignment has come meanwhile: the answer is to a question that nobody asks any more.
    if (one.dropped) return result.error;
    if (result.error === 'NONE') {
      one.fill(recordsFrom(result, offset));
      return 'NONE';
    }
    if (result.error !== 'OFFSET_OUT_OF_RANGE') return this.#wrong(one.topic, result.error);
    this.env.trace.count('consumer.resets');
    one.position = null;
    return result.error;
  }

  async #backOff(ctx: Ctx): Promise<void> {
    await sleep(ctx, this.options.profile.retryBackoffUs, RETRY);
  }
}

/** A position out of range is looked up at once. */
function hasToWait(error: ErrorName | undefined): boolean {
  return error !== 'NONE' && error !== 'OFFSET_OUT_OF_RANGE';
}

/** The first batch may begin before the offset that was asked for. */
function recordsFrom(
  { topic, partition, batches }: Extract<FetchResult, { error: 'NONE' }>,
  offset: number,
): readonly ConsumedRecord[] {
  const records: ConsumedRecord[] = [];
  for (const batch of batches) {
    if (endOffset(batch) <= offset) continue;
    batch.records.forEach(({ key, value }, place) => {
      const at = batch.baseOffset + place;
      if (at >= offset) records.push({ topic, partition, offset: at, key, value });
    });
  }
  return records;
}
