/** Creates topics: one creation of a name at a time shares what its lock shares, and is measured. */
import type { Wait } from '../../env.js';
import type { Ctx } from '../../runtime/ctx.js';
import { refusalOfTopic } from '../../metadata/apply/topics.js';
import { spanned, timeout, measured } from '../../runtime/time.js';
import {
  CREATED,
  type Assign,
  type CreateWait,
  type Creation,
  type CreationLock,
  type CreationPort,
  type FollowerWait,
  type NewTopic,
  decided,
  outcomeOf,
  type LeaderWrite,
  type CreationError,
} from './creation.js';

export interface CreatorStrategies {
  readonly createWait: CreateWait;
  /** Null: the log is the only way into the image. */
  readonly leaderWrite: LeaderWrite | null;
  readonly assign: Assign;
  readonly followerWait: FollowerWait;
  readonly lock: CreationLock;
}

export class TopicCreator {
  /** Callers of each topic. */
  readonly #atWork = new Map<string, number>();

  constructor(
    private readonly port: CreationPort,
    private readonly strategies: CreatorStrategies,
  ) {}

  /** Creates the topic unless it is there. Measured as the operation `createTopic`, on this node. */
  async create(ctx: Ctx, topic: NewTopic): Promise<Creation> {
    const { trace } = ctx.env;
    const { writer, store, onFollower } = this.port;
    const known = decided(store.view, topic);
    if (known !== null) return known;
    const refusal = refusalOfTopic(topic.name, topic.partitionCount, topic.replicationFactor, topic.config);
    if (refusal !== null) {
      if (refusal === 'INVALID_TOPIC_EXCEPTION') trace.count('topic_creation_invalid_names');
      trace.end(trace.begin('createTopic'), refusal);
      return { ok: false, error: refusal };
    }
    if (onFollower === 'refuse' && !writer.isLeader) {
      trace.count('topic_creation_refused');
      // An explicit creation is a request that was refused; an automatic one is nobody's request.
      if (!topic.mayExist) trace.end(trace.begin('createTopic'), 'NOT_CONTROLLER');
      else if (await this.strategies.followerWait(ctx, this.port, topic.name)) return CREATED;
      return { ok: false, error: 'NOT_CONTROLLER' };
    }
    const atWork = this.#atWork.get(topic.name) ?? 0;
    if (atWork > 0) trace.count('topic_creation_concurrent_attempts');
    this.#atWork.set(topic.name, atWork + 1);
    try {
      return await spanned(ctx, 'createTopic', outcomeOf, () => this.#createInTime(ctx, topic));
    } finally {
      const others = (this.#atWork.get(topic.name) ?? 1) - 1;
      if (others === 0) this.#atWork.delete(topic.name);
      else this.#atWork.set(topic.name, others);
    }
  }

  async #createInTime(ctx: Ctx, topic: NewTopic): Promise<Creation> {
    const { lock } = this.strategies;
    const create = (inner: Ctx): Promise<Creation> =>
      lock.run(inner, topic, (held) => this.#createHeld(held, topic));
    if (topic.timeoutUs === null) return create(ctx);
    const wait: Wait = { kind: 'timeout', label: 'await topic creation', awaits: `topic:${topic.name}` };
    const created = await timeout(ctx, topic.timeoutUs, wait, create);
    return created.timedOut ? { ok: false, error: 'REQUEST_TIMED_OUT' } : created.value;
  }

  async #createHeld(ctx: Ctx, topic: NewTopic): Promise<Creation> {
    const { createWait, leaderWrite, assign } = this.strategies;
    // Again: it may have had to wait for the lock.
    const known = decided(this.port.store.view, topic);
    if (known !== null) return known;
    ctx.env.trace.count('topic_creations');
    try {
      const creation = await (leaderWrite?.create(ctx, this.port, topic, createWait) ??
        createWait(ctx, this.port, topic));
      if (!creation.ok) {
        ctx.env.trace.count('topic_creation_errors');
        return creation;
      }
      if (topic.mayExist) ctx.env.trace.count('topics_auto_created');
      return await assign(ctx, this.port, topic);
    } finally {
      this.#reportLeaks(topic);
    }
  }

  /** One creation of a topic runs at a time on a node, so what is left under its name is left behind. */
  #reportLeaks({ name, partitionCount }: NewTopic): void {
    const { pendingTopics, pendingPartitions } = this.port.store;
    pendingTopics.reportLeak(name);
    for (let place = 0; place < partitionCount; place += 1) pendingPartitions.reportLeak(`${name}:${place}`);
  }
}

/**
 * One command creates the topic with its partitions, leaders and ISRs, so nothing can be half done. It names
 * its request: the waiter is woken by the apply of *its* command and no other, on this node, whichever way
 * the leader's answer takes; and to try again is harmless.
 */
export const referenceCreate: CreateWait = (ctx, port, topic) =>
  measured(ctx, 'createWait', async () => {
    const { name, config } = topic;
    const plan = port.plan(topic);
    if (!plan.ok) return plan;
    const { partitions } = plan;
    const requestId = topic.requestId ?? port.nextRequestId();
    const command = { type: 'createTopicWithAssignments', name, config, partitions, requestId } as const;
    const result = await port.writer.write(ctx, command, port.timeoutUs);
    if (result.type === 'ok') return { ok: true };
    const error: CreationError = result.error;
    if (error === 'REQUEST_TIMED_OUT') ctx.env.trace.count('topic_creation_timeout_count');
    // Somebody else's creation came first: the topic is there, which is all that an automatic creation wants.
    return error === 'TOPIC_ALREADY_EXISTS' && topic.mayExist ? { ok: true } : { ok: false, error };
  });
