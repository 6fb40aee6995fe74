/**
 * What a client knows of the cluster: which topics there are and who leads their partitions. Asked for when
 * it is missing, too old, or proven wrong by an error; and the wait between two attempts at anything.
 */
import type { NodeId, Wait } from '../env.js';
import type { FailureName } from '../protocol/errors.js';
import type { PartitionMetadata, TopicMetadata } from '../protocol/topics.js';
import type { Rpc } from '../protocol/rpc.js';
import type { Ctx } from '../runtime/ctx.js';
import { Mutex } from '../runtime/locks.js';
import type { ClientProfile } from './profile.js';
import { sleep, timeout } from '../runtime/time.js';

const METADATA: Wait = { kind: 'timeout', label: 'await metadata response' };

export type Lookup =
  | { readonly ok: true; readonly partitions: readonly PartitionMetadata[] }
  | { readonly ok: false; readonly error: FailureName };

interface Known {
  readonly topic: TopicMetadata;
  readonly atUs: number;
}

export class MetadataCache {
  readonly #topics = new Map<string, Known>();
  readonly #hosts = new Map<number, NodeId>();
  /**
   * By topic id, what was told of each partition with the newest leader epoch; kept when a topic is
   * invalidated.
   */
  readonly #newest = new Map<string, readonly PartitionMetadata[]>();
  /** One request at a time, as each client library does it; those that wait look again before they ask. */
  readonly #lock = new Mutex('client metadata');
  #requestCount = 0;

  constructor(
    private readonly rpc: Rpc,
    private readonly bootstrap: readonly NodeId[],
    private readonly profile: ClientProfile,
  ) {}

  /** Where the leader of a partition is, if there is one and that is known. */
  leaderHost(described: PartitionMetadata | undefined): NodeId | undefined {
    const leader = described?.leader ?? null;
    return leader === null ? undefined : this.#hosts.get(leader);
  }

  /** What is known of a topic and not too old; null if it has to be asked for. */
  peek(nowUs: number, topic: string): readonly PartitionMetadata[] | null {
    const known = this.#topics.get(topic);
    if (known === undefined || nowUs - known.atUs > this.profile.metadataMaxAgeUs) return null;
    return known.topic.error === 'NONE' ? known.topic.partitions : null;
  }

  /** What is known of a topic, or what a broker says of it. */
  async find(ctx: Ctx, topic: string, allowAutoCreate: boolean): Promise<Lookup> {
    const partitions = this.peek(ctx.env.clock.nowUs(), topic);
    return partitions === null ? this.refresh(ctx, topic, allowAutoCreate) : { ok: true, partitions };
  }

  /** Forgets what an error has proven wrong. */
  invalidate(topic: string): void {
    this.#topics.delete(topic);
  }

  /** Asks a broker, unless somebody else has just done so. */
  async refresh(ctx: Ctx, topic: string, allowAutoCreate: boolean): Promise<Lookup> {
    const askedAtUs = ctx.env.clock.nowUs();
    return this.#lock.hold(ctx, async () => {
      const known = this.#topics.get(topic);
      if (known === undefined || known.atUs < askedAtUs) {
        const failure = await this.#ask(ctx, topic, allowAutoCreate);
        if (failure !== null) return { ok: false, error: failure };
      }
      const now = this.#topics.get(topic)?.topic;
      if (now?.error === 'NONE') return { ok: true, partitions: now.partitions };
      return { ok: false, error: now?.error ?? 'UNKNOWN_TOPIC_OR_PARTITION' };
    });
  }

  /** Asks for a topic's partitions until it knows them; gives the last error if it does not by `untilUs`. */
  async lookUp(
    ctx: Ctx,
    topic: string,
    allowAutoCreate: boolean,
    untilUs: number,
  ): Promise<readonly PartitionMetadata[] | FailureName> {
    const { clock } = ctx.env;
    let error: FailureName = 'REQUEST_TIMED_OUT';
    for (let look = 1; clock.nowUs() < untilUs; look += 1) {
      const looked = await timeout(ctx, untilUs - clock.nowUs(), LOOK_UP, (inner) =>
        this.refresh(inner, topic, allowAutoCreate),
      );
      if (looked.timedOut) break;
      const found = looked.value;
      if (found.ok && found.partitions.length > 0) return found.partitions;
      error = found.ok ? 'LEADER_NOT_AVAILABLE' : found.error;
      if (HOPELESS.has(error)) break;
      await backOff(ctx, this.profile, look, untilUs);
    }
    return error;
  }

  async #ask(ctx: Ctx, topic: string, allowAutoCreate: boolean): Promise<FailureName | null> {
    const request = { type: 'metadata', topics: [topic], allowAutoCreate } as const;
    const { requestTimeoutUs } = this.profile;
    const called = await this.rpc.call(ctx, this.#pick(ctx), request, requestTimeoutUs, METADATA);
    if (!called.answered) return called.error;
    for (const { brokerId, host } of called.response.brokers) this.#hosts.set(brokerId, host);
    const atUs = ctx.env.clock.nowUs();
    for (const described of called.response.topics)
      this.#topics.set(described.topic, { topic: this.#withoutOlder(described), atUs });
    return null;
  }

  /**
   * A broker whose image is behind tells of an epoch that the client knows to be over: what is known stays.
   */
  #withoutOlder(topic: TopicMetadata): TopicMetadata {
    if (!this.profile.keepsLeaderEpochs || topic.error !== 'NONE') return topic;
    const before = this.#newest.get(topic.topicId) ?? [];
    const newer = ({ partition, leaderEpoch }: PartitionMetadata): PartitionMetadata | null =>
      before.find((known) => known.partition === partition && known.leaderEpoch > leaderEpoch) ?? null;
    const partitions = topic.partitions.map((told) => newer(told) ?? told);
    this.#newest.set(topic.topicId, partitions);
    return { ...topic, partitions };
  }

  /** Any broker will do: a draw for each request, as the libraries do among the least loaded. */
  #pick(ctx: Ctx): NodeId {
    this.#requestCount += 1;
    const draw = ctx.env.random.keyed('metadata node', this.#requestCount);
    return this.bootstrap[Math.floor(draw * this.bootstrap.length)] ?? '';
  }
}

const LOOK_UP: Wait = { kind: 'timeout', label: 'await topic metadata' };
const RETRY: Wait = { kind: 'backoff', label: 'client retry' };

/**
 * Ends a look-up at once. Of anything else both libraries hope that it passes, INVALID_REPLICATION_FACTOR
 * (brokers are down) as much as UNKNOWN_TOPIC_OR_PARTITION.
 */
const HOPELESS: ReadonlySet<FailureName> = new Set<FailureName>(['INVALID_TOPIC_EXCEPTION']);

/** Sleeps before the next attempt, but not beyond `untilUs`: what is given up then is given up on time. */
export async function backOff(
  ctx: Ctx,
  { retryBackoffUs, retryBackoffMaxUs }: ClientProfile,
  attempt: number,
  untilUs: number,
): Promise<void> {
  const backoffUs = Math.min(retryBackoffMaxUs, retryBackoffUs * 2 ** Math.min(20, attempt - 1));
  const leftUs = untilUs - ctx.env.clock.nowUs();
  if (leftUs > 0) await sleep(ctx, Math.min(backoffUs, leftUs), RETRY);
}
