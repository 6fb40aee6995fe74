/** Which part of the broker answers which request. */
import type { BrokerConfig } from './config.js';
import { ledBy } from '../metadata/assignment.js';
import { type BrokerId, brokerIdOf, type RequestId, type RequestName } from '../protocol/records.js';
import type { Controller } from './membership/controller.js';
import { type FindReplica, handleFetch, listOffsets, type ObserveFetch } from '../partition/fetch/fetch.js';
import type { GroupCoordinator } from '../groups/deps.js';
import { findCoordinator } from '../groups/offsets.js';
import { requestIdOf, type Command, type SingleCommand } from '../protocol/commands.js';
import { describeCluster, rememberingDescriptions } from '../metadata/views.js';
import { isRetriable, type FailureName } from '../protocol/errors.js';
import type {
  CreateTopicRequest,
  DeleteTopicRequest,
  ForwardMetadataWriteResponse,
  MetadataRequest,
  ProduceRequest,
  RegisterBrokerRequest,
  Request,
  Response,
} from '../protocol/messages.js';
import type { NewBroker, Registration } from './membership/registration.js';
import { compute } from '../runtime/suspend.js';
import { enterTask, type Ctx } from '../runtime/ctx.js';
import { joinAll } from '../runtime/join.js';
import { spanned } from '../runtime/time.js';
import {
  type Creation,
  type CreationError,
  type CreationPort,
  type NewTopic,
  type LeaderWrite,
  createdTopicId,
  outcomeOf,
} from './creation/creation.js';
import { TopicCreator } from './creation/creator.js';
import type { BrokerFact, EndFact } from './facts.js';
import type { FetchResponse, ListOffsetsRequest, ListOffsetsResponse } from '../protocol/fetch.js';
import { handleProduce, type ProduceDeps } from './produce.js';
import type { IsrChanges } from './isr-changes.js';
import type { Leaders } from './leaders.js';
import { ProducerIds } from './producer-ids.js';
import type { ProducePath, Watermarks } from './seams.js';
import type { Replicas } from './replicas.js';
import type { Strategies } from './strategies.js';

export interface RequestsDeps extends Pick<CreationPort, 'env' | 'store' | 'writer' | 'nextRequestId'> {
  readonly config: BrokerConfig;
  readonly strategies: Strategies;
  readonly controller: Controller;
  readonly leaderWrite: LeaderWrite | null;
  readonly replicas: Replicas;
  readonly leaders: Leaders;
  readonly isrChanges: IsrChanges;
  readonly watermarks: Watermarks | null;
  readonly groups: GroupCoordinator;
  readonly observe: (fact: BrokerFact) => void;
}

type Reply = (response: Response) => void;

/** How long the controller waits for a forwarded write to be applied before it says that it does not know. */
const FORWARDED_WRITE_LIMIT_US = 4_000_000;

/** What an automatic creation has of its own. */
const AUTOMATIC = { config: [], mayExist: true, requestId: null, timeoutUs: null } as const;

export class Requests {
  readonly #produceDeps: ProduceDeps;
  readonly #creator: TopicCreator;
  readonly #producerIds: ProducerIds;
  #fetchesWaiting = 0;
  readonly #describe = rememberingDescriptions();

  constructor(private readonly deps: RequestsDeps) {
    const { env, config, strategies, replicas, store, writer, leaderWrite, nextRequestId } = deps;
    const { onFollower, replication, partitionLeaders } = strategies;
    this.#produceDeps = { env, replicas, costUs: config.costs.produceUs, path: producePath(strategies) };
    const plan: CreationPort['plan'] = (topic) =>
      ledBy(
        replication.placement(store.view, topic),
        partitionLeaders,
        this.#controllerId() ?? config.brokerId,
      );
    const timeoutUs = config.createTimeoutUs;
    this.#creator = new TopicCreator(
      { env, store, writer, timeoutUs, onFollower, nextRequestId, plan },
      { ...strategies, leaderWrite, lock: strategies.lock() },
    );
    this.#producerIds = new ProducerIds(writer, nextRequestId, config.producerIdsTimeoutUs);
  }

  handle(request: Request, reply: Reply): void {
    const { env, config, strategies, replicas, controller } = this.deps;
    const find: FindReplica = (topic, partition) => replicas.get(topic, partition);
    switch (request.type) {
      case 'produce':
        this.#produce(request, reply);
        return;
      case 'fetch':
        handleFetch(
          config.costs.fetchUs,
          strategies.fetchWait,
          { env, find, request, reply: (response) => this.#toldByFetch(response, reply) },
          this.#observeFetch,
        );
        return;
      case 'brokerHeartbeat':
        reply(controller.heartbeat(request));
        return;
      case 'metadata':
        this.#task((ctx) => this.#metadata(ctx, request), reply);
        return;
      case 'createTopic':
        this.#task((ctx) => this.#createTopic(ctx, request), reply);
        return;
      case 'initProducerId':
        this.#task((ctx) => this.#producerIds.next(ctx), reply);
        return;
      case 'forwardMetadataWrite':
        this.#task(
          async (ctx) => ({ type: request.type, outcome: await this.#forwarded(ctx, request.command) }),
          reply,
        );
        return;
      case 'alterPartition':
        this.#task((ctx) => this.deps.isrChanges.decide(ctx, request), reply);
        return;
      case 'registerBroker':
        this.#task((ctx) => this.#registerBroker(ctx, request), reply);
        return;
      case 'deleteTopic':
        this.#task((ctx) => this.#deleteTopic(ctx, request), reply);
        return;
      case 'listOffsets':
        this.#toldByList(request, listOffsets(find, request), reply);
        return;
      case 'findCoordinator':
        reply(findCoordinator(this.deps.store.view, request.groupId));
        return;
      case 'joinGroup':
      case 'syncGroup':
      case 'groupHeartbeat':
      case 'leaveGroup':
      case 'offsetCommit':
      case 'offsetFetch':
      case 'deleteGroup':
        this.deps.groups.handle(request, reply);
        return;
    }
  }

  #task(answer: (ctx: Ctx) => Promise<Response>, reply: Reply): void {
    enterTask(this.deps.env, async (ctx) => {
      reply(await answer(ctx));
    });
  }

  /** Creates the unknown topics that were asked for, if it may, and answers from the image as it is then. */
  async #metadata(ctx: Ctx, request: MetadataRequest): Promise<Response> {
    const { config, store } = this.deps;
    await compute(ctx, config.costs.metadataUs, 'metadata');
    const missing = request.allowAutoCreate
      ? (request.topics ?? []).filter((topic) => store.view.topic(topic) === undefined)
      : [];
    const { partitionCount, replicationFactor } = config.topics;
    const refusals = new Map<string, FailureName>();
    const creating = missing.map((name) => async (inner: Ctx): Promise<void> => {
      const wanted = { ...AUTOMATIC, name, partitionCount, replicationFactor };
      const creation = await this.#create(inner, wanted);
      if (!creation.ok && isForGood(creation.error)) refusals.set(name, creation.error);
    });
    await joinAll(ctx, creating);
    const { leaders } = this.deps;
    const wait = leaders.awaitLeaders(ctx, request.topics ?? []);
    if (wait !== null) await wait;
    const controller = this.#controllerId();
    return leaders.name(describeCluster(store.view, request.topics, controller, refusals, this.#describe));
  }

  #produce(request: ProduceRequest, reply: Reply): void {
    const { env, leaders, watermarks } = this.deps;
    const handle = (): void => handleProduce(this.#produceDeps, request, reply);
    const wait = leaders.awaitLeadership;
    if (wait === null && watermarks === null) handle();
    else
      enterTask(env, async (ctx) => {
        if (wait !== null) await wait(ctx, request.batches);
        if (watermarks !== null) await watermarks.beforeProduce(ctx, request.batches);
        handle();
      });
  }

  async #createTopic(ctx: Ctx, request: CreateTopicRequest): Promise<Response> {
    const { store } = this.deps;
    const { topic: name, partitionCount, replicationFactor, config, timeoutMs } = request;
    const requestId = request.requestId === null ? null : this.#taken(request.requestId);
    const about = { name, partitionCount, replicationFactor, config, requestId };
    const wanted = { ...about, mayExist: false, timeoutUs: Math.max(0, timeoutMs) * 1000 };
    const creation = await this.#create(ctx, wanted);
    return creation.ok
      ? { type: 'createTopic', error: 'NONE', topicId: createdTopicId(store.view, wanted) }
      : { type: 'createTopic', error: kafkaError(creation) };
  }

  /** A client's name for a request, with what this broker had seen when it took it. */
  #taken(name: RequestName): RequestId {
    return { ...name, seenIndex: this.deps.store.view.appliedIndex };
  }

  async #registerBroker(ctx: Ctx, request: RegisterBrokerRequest): Promise<Response> {
    const { env, observe } = this.deps;
    const { brokerId, host, port, incarnation } = request;
    const broker = { brokerId, host, port, incarnation };
    const registration = await this.#register(ctx, broker);
    if (!registration.ok) return { type: 'registerBroker', error: kafkaError(registration) };
    observe({ type: 'brokerAcknowledged', nodeId: env.nodeId, ...broker });
    return { type: 'registerBroker', error: 'NONE' };
  }

  async #register(ctx: Ctx, broker: NewBroker): Promise<Registration> {
    const { env, config, strategies, store, writer } = this.deps;
    const { startsFenced: startFenced } = strategies.replication;
    const port = { env, store, writer, timeoutUs: config.registerTimeoutUs, startFenced };
    return spanned(ctx, 'registerBroker', outcomeOf, () => strategies.registerWait(ctx, port, broker));
  }

  readonly #observeFetch: ObserveFetch = (request) => {
    const { env, observe } = this.deps;
    const { nodeId } = env;
    const number = (this.#fetchesWaiting += 1);
    observe({ type: 'fetchWaits', nodeId, number, request });
    return () => observe({ type: 'fetchAnswered', nodeId, number });
  };

  #toldByFetch(response: FetchResponse, reply: Reply): void {
    for (const result of response.results) {
      if (result.error !== 'NONE') continue;
      const { topic, partition, leaderEpoch, highWatermark: offset } = result;
      this.#tellEnd({ topic, partition, leaderEpoch, offset, what: 'high watermark' });
    }
    reply(response);
  }

  #toldByList(
    { topic, partition, at }: ListOffsetsRequest,
    response: ListOffsetsResponse,
    reply: Reply,
  ): void {
    if (response.error === 'NONE' && (at === 'latest' || at === 'earliest')) {
      const what = at === 'latest' ? 'end' : 'start';
      this.#tellEnd({ topic, partition, ...response, what });
    }
    reply(response);
  }

  #tellEnd(told: Pick<EndFact, 'topic' | 'partition' | 'leaderEpoch' | 'offset' | 'what'>): void {
    const { env, observe, store } = this.deps;
    const { topic, partition, leaderEpoch, offset, what } = told;
    const topicId = store.view.topic(topic)?.topicId ?? null;
    observe({ type: 'endTold', nodeId: env.nodeId, topic, topicId, partition, leaderEpoch, offset, what });
  }

  async #deleteTopic(ctx: Ctx, { topic: name, timeoutMs, requestId }: DeleteTopicRequest): Promise<Response> {
    const { writer, nextRequestId } = this.deps;
    const taken = requestId === null ? nextRequestId() : this.#taken(requestId);
    const command = { type: 'deleteTopic', name, requestId: taken } as const;
    const result = await writer.write(ctx, command, timeoutMs * 1000);
    return { type: 'deleteTopic', error: result.type === 'ok' ? 'NONE' : result.error };
  }

  async #create(ctx: Ctx, topic: NewTopic): Promise<Creation> {
    const { env, observe } = this.deps;
    const creation = await this.#creator.create(ctx, topic);
    if (creation.ok) observe({ type: 'topicAcknowledged', nodeId: env.nodeId, topic: topic.name });
    return creation;
  }

  /** A write that another node passed on. Answered when it is in the log, or applied (the reference). */
  async #forwarded(ctx: Ctx, command: Command): Promise<ForwardMetadataWriteResponse['outcome']> {
    const { strategies, writer, store, leaderWrite } = this.deps;
    if (!writer.isLeader) return this.#refused('NOT_CONTROLLER');
    if (strategies.forwardReply === 'applied' && isNamed(command)) {
      const result = await writer.writeAsLeader(ctx, command, FORWARDED_WRITE_LIMIT_US);
      if (result.type === 'refused') return this.#refused(result.error);
      return { type: 'applied', index: store.view.appliedIndex, reply: result.reply };
    }
    const proposed = await (leaderWrite?.takeForwarded(ctx, command) ?? writer.propose(ctx, command));
    if (!proposed.ok) return this.#refused(proposed.error);
    return { type: 'proposed', index: proposed.index ?? 0, term: proposed.term ?? 0 };
  }

  #refused(error: FailureName): ForwardMetadataWriteResponse['outcome'] {
    return { type: 'failed', error, controller: this.#controllerId() };
  }

  #controllerId(): BrokerId | null {
    const leaderId = this.deps.writer.leaderId;
    return leaderId === null ? null : brokerIdOf(leaderId);
  }
}

/** A command whose repetitions are told from new ones. */
function isNamed(command: Command): command is SingleCommand {
  return command.type !== 'batch' && requestIdOf(command) !== null;
}

/** Refused, so it cannot happen any more: the client is told why instead of "unknown topic". */
function isForGood(error: CreationError): error is FailureName {
  return error !== 'NOT_FOUND' && !isRetriable(error);
}

function kafkaError(creation: Creation & { ok: false }): FailureName {
  return creation.error === 'NOT_FOUND' ? 'UNKNOWN_TOPIC_OR_PARTITION' : creation.error;
}

/** With locks of this broker's own. */
function producePath({ produceOrder, partitionState, pendingBatches }: Strategies): ProducePath {
  const locks = [partitionState, pendingBatches].flatMap((create) => (create === null ? [] : [create()]));
  return { partitionsAtOnce: produceOrder, locks };
}
