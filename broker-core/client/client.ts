/** A client process: one connection to each broker, and what is built on it. */
import { CLIENT_CHANNEL } from '../broker/config.js';
import type { Env, NodeId, Wait } from '../env.js';
import type { RegisterBrokerRequest } from '../protocol/controller.js';
import type { ErrorName, FailureName } from '../protocol/errors.js';
import type { Command } from '../protocol/commands.js';
import type { Topic } from '../protocol/records.js';
import { endOffset, type RecordBatch } from '../protocol/record-batch.js';
import { Mailroom, Rpc, type CallResult } from '../protocol/rpc.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import type { Ctx } from '../runtime/ctx.js';
import { spanned } from '../runtime/time.js';
import { Consumer, type ConsumerOptions } from './consumer.js';
import { CoordinatorLink, GroupOffsets } from './group/coordinator-link.js';
import { GroupMember, type GroupMemberOptions } from './group/group-member.js';
import { MetadataCache, type Lookup } from './metadata-cache.js';
import { Producer, type ProducerOptions } from './producer.js';
import { SpreadSender } from './spread-sender.js';

const CREATE: Wait = { kind: 'timeout', label: 'await create topic response' };
const DELETE_TOPIC: Wait = { kind: 'timeout', label: 'await delete topic response' };
const DESCRIBE: Wait = { kind: 'timeout', label: 'await metadata response' };
const REGISTER: Wait = { kind: 'timeout', label: 'client registers a broker' };
const DELETE: Wait = { kind: 'timeout', label: 'await delete group response' };
const FETCH: Wait = { kind: 'timeout', label: 'await fetch response' };

export type FetchedPartition =
  | { readonly ok: true; readonly batches: readonly RecordBatch[]; readonly highWatermark: number }
  | { readonly ok: false; readonly error: FailureName };

export class Client {
  readonly #rpc: Rpc;
  readonly #cache: MetadataCache;
  readonly producer: Producer;

  constructor(
    private readonly env: Env,
    private readonly options: ProducerOptions,
    private readonly consumerOptions: ConsumerOptions,
    /** Told of each group that this client is about to deal with. */
    private readonly onGroup: (groupId: string) => void = () => undefined,
  ) {
    this.#rpc = new Rpc(env, new Mailroom(env.network), CLIENT_CHANNEL);
    this.#cache = new MetadataCache(this.#rpc, options.bootstrap, options.profile);
    this.producer = new Producer(env, this.#rpc, this.#cache, options);
  }

  newSpreadSender(): SpreadSender {
    return new SpreadSender(this.env, this.#rpc, this.#cache, this.options.profile);
  }

  /** With nothing assigned yet. */
  newConsumer(): Consumer {
    return new Consumer(this.env, this.#rpc, this.#cache, this.consumerOptions);
  }

  /** Asks one broker to create a topic; `ok`, or the error's name. */
  async createTopic(
    ctx: Ctx,
    to: NodeId,
    topic: Pick<Topic, 'name' | 'partitionCount' | 'replicationFactor' | 'config'>,
    limitUs: number,
  ): Promise<'ok' | FailureName> {
    const { name, partitionCount, replicationFactor, config } = topic;
    const about = { topic: name, partitionCount, replicationFactor, config };
    const timeoutMs = Math.floor(limitUs / 1000);
    const request = { type: 'createTopic', ...about, timeoutMs, requestId: null } as const;
    return okOrError(await this.#rpc.call(ctx, to, request, limitUs, CREATE));
  }

  /** Asks one broker to register another; `ok`, or the error's name. */
  async registerBroker(
    ctx: Ctx,
    to: NodeId,
    broker: Omit<RegisterBrokerRequest, 'type'>,
    limitUs: number,
  ): Promise<'ok' | FailureName> {
    const request = { type: 'registerBroker', ...broker } as const;
    return okOrError(await this.#rpc.call(ctx, to, request, limitUs, REGISTER));
  }

  /** Asks one broker to delete a topic; `ok`, or the error's name. */
  async deleteTopic(ctx: Ctx, to: NodeId, topic: string, limitUs: number): Promise<'ok' | FailureName> {
    const timeoutMs = Math.floor(limitUs / 1000);
    const request = { type: 'deleteTopic', topic, timeoutMs, requestId: null } as const;
    return okOrError(await this.#rpc.call(ctx, to, request, limitUs, DELETE_TOPIC));
  }

  /** Whether that broker knows a topic; null if it does not say so in time. */
  async knowsTopic(ctx: Ctx, to: NodeId, topic: string, limitUs: number): Promise<boolean | null> {
    const request = { type: 'metadata', topics: [topic], allowAutoCreate: false } as const;
    const called = await this.#rpc.call(ctx, to, request, limitUs, DESCRIBE);
    return called.answered ? called.response.topics.some(({ error }) => error === 'NONE') : null;
  }

  /** Has a broker write a command to the metadata log; true if it says that it did. For operators. */
  async write(ctx: Ctx, to: NodeId, command: Command, limitUs: number): Promise<boolean> {
    const called = await this.#rpc.call(ctx, to, { type: 'forwardMetadataWrite', command }, limitUs, CREATE);
    return called.answered && called.response.outcome.type !== 'failed';
  }

  /** What a broker says of a topic now. Measured as the operation `metadata`. */
  async describe(ctx: Ctx, topic: string, allowAutoCreate = false): Promise<Lookup> {
    const isUnled = ({ leader }: PartitionMetadata): boolean => leader === null;
    const outcomeOf = (found: Lookup): string => {
      if (!found.ok) return found.error;
      return found.partitions.some(isUnled) ? 'LEADER_NOT_AVAILABLE' : 'ok';
    };
    return spanned(ctx, 'metadata', outcomeOf, () => {
      this.#cache.invalidate(topic);
      return this.#cache.refresh(ctx, topic, allowAutoCreate);
    });
  }

  /** A membership of this client in a group; it has not joined yet. */
  member(options: GroupMemberOptions): GroupMember {
    const link = this.#linkTo(options.groupId);
    return new GroupMember(link, (ctx, topic) => this.#partitionCount(ctx, topic), options);
  }

  /** What a group has committed, for who is no member. The coordinator has yet to be found. */
  offsetsOf(groupId: string): GroupOffsets {
    return new GroupOffsets(this.#linkTo(groupId), groupId);
  }

  /** Deletes a group. For operators. */
  async deleteGroup(ctx: Ctx, groupId: string): Promise<ErrorName> {
    const response = await this.#linkTo(groupId).call(ctx, { type: 'deleteGroup', groupId }, DELETE);
    return response?.error ?? 'REQUEST_TIMED_OUT';
  }

  #linkTo(groupId: string): CoordinatorLink {
    const { bootstrap, profile } = this.options;
    this.onGroup(groupId);
    return new CoordinatorLink(this.#rpc, bootstrap, profile.requestTimeoutUs, groupId);
  }

  async #partitionCount(ctx: Ctx, topic: string): Promise<number | null> {
    const found = await this.#cache.find(ctx, topic, false);
    if (found.ok) return found.partitions.length;
    return found.error === 'UNKNOWN_TOPIC_OR_PARTITION' ? 0 : null;
  }

  /** Reads from an offset on, as a consumer, from the partition's leader. */
  async fetch(
    ctx: Ctx,
    topic: string,
    partition: number,
    offset: number,
    maxWaitMs: number,
  ): Promise<FetchedPartition> {
    const lookup = await this.#cache.find(ctx, topic, false);
    if (!lookup.ok) return lookup;
    const host = this.#cache.leaderHost(lookup.partitions[partition]);
    if (host === undefined) return this.#wrong(topic, 'LEADER_NOT_AVAILABLE');
    const maxBytes = 1024 * 1024;
    const partitions = [{ topic, partition, offset, leaderEpoch: null, maxBytes }];
    const limits = { minBytes: 1, maxWaitMs, maxBytes };
    const request = { type: 'fetch', reader: { type: 'consumer' }, ...limits, partitions } as const;
    const called = await this.#rpc.call(ctx, host, request, this.options.profile.requestTimeoutUs, FETCH);
    if (!called.answered) return this.#wrong(topic, called.error);
    const result = called.response.results[0];
    if (result?.error !== 'NONE') return this.#wrong(topic, result?.error ?? 'UNKNOWN_SERVER_ERROR');
    const { batches, highWatermark } = result;
    return { ok: true, batches: batches.filter((batch) => endOffset(batch) > offset), highWatermark };
  }

  #wrong(topic: string, error: FailureName): FetchedPartition & { readonly ok: false } {
    this.#cache.invalidate(topic);
    return { ok: false, error };
  }
}

function okOrError(called: CallResult<{ readonly error: ErrorName }>): 'ok' | FailureName {
  if (!called.answered) return called.error;
  return called.response.error === 'NONE' ? 'ok' : called.response.error;
}
