import {
  CREATED,
  type CreateWait,
  type Creation,
  type CreationPort,
  type NewTopic,
} from '../../broker/creation/creation.js';
import type { CommandOf } from '../../protocol/commands.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Notified } from '../../runtime/notify.js';
import { type Awaited, awaitTold, type ImageWaitConfig, pollImage } from './image-wait.js';

/** Up to 80 looks 50 ms apart (S2:L65-110): 79 sleeps, so 3,950 ms and not the 4,000 that it logs. */
export const pollCreate =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const submitted = await submit(ctx, port, topic, config);
    return submitted.ok ? pollImage(ctx, inImage(port, topic), config) : submitted;
  };

/**
 * Puts a Notify into the map, proposes, and only then asks it for a `Notified` (S2:L263-286). "Registered
 * before proposing" is not enough: an apply in between finds no waiter, and nothing is stored (L2).
 */
export const notifyCreate =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const notify = port.store.pendingTopics.insert(topic.name);
    const submitted = await submit(ctx, port, topic, config);
    // On an error the entry stays in the map (L6).
    if (!submitted.ok) return submitted;
    return awaitNotified(ctx, port, config, topic, notify.notified());
  };

/**
 * On the leader as `notify`. Elsewhere forwards, and puts a Notify into the map only after the answer
 * (S4:L163-195). If the topic was applied here while the answer travelled, the wait times out although it is
 * there (L1).
 */
export const forwardThenRegister =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const pending = port.store.pendingTopics;
    const leaderNotify = port.writer.isLeader ? pending.insert(topic.name) : null;
    const submitted = await submit(ctx, port, topic, config);
    if (!submitted.ok) return submitted;
    const notify = leaderNotify ?? pending.insert(topic.name);
    return awaitNotified(ctx, port, config, topic, notify.notified());
  };

/**
 * The repair of {@link forwardThenRegister}: the `Notified` exists before the command leaves. The key is
 * still a name, not a request: two creations of one topic overwrite each other's entry (L3).
 */
export const registerThenForward =
  (config: CreateWaitConfig): CreateWait =>
  async (ctx, port, topic) => {
    const notified = port.store.pendingTopics.insert(topic.name).notified();
    const submitted = await submit(ctx, port, topic, config);
    if (!submitted.ok) {
      port.store.pendingTopics.remove(topic.name);
      return submitted;
    }
    return awaitNotified(ctx, port, config, topic, notified);
  };

/** What the strategies of `createWait` share: the command, its submission, and what they wait for. */
export interface CreateWaitConfig extends ImageWaitConfig {
  /** When all attempts to forward failed: give up, as in S4, or wait; only the answer may be lost. */
  readonly onForwardExhausted: 'fail' | 'wait';
}

/** The historic command: blind, and not idempotent (L13, L20). */
export function blindCreate(topic: NewTopic): CommandOf<'createTopic'> {
  const { name, partitionCount, replicationFactor, config } = topic;
  return {
    type: 'createTopic',
    name,
    partitionCount,
    replicationFactor,
    config,
    ifExists: 'overwrite',
    requestId: null,
  };
}

/** Proposes on the leader; else refuses, or forwards. Success says only that the command is on its way. */
async function submit(
  ctx: Ctx,
  port: CreationPort,
  topic: NewTopic,
  { onForwardExhausted }: CreateWaitConfig,
): Promise<Creation> {
  const { writer } = port;
  const command = blindCreate(topic);
  if (writer.isLeader) return writer.propose(ctx, command);
  if (port.onFollower === 'refuse') return { ok: false, error: 'NOT_CONTROLLER' };
  const forwarded = await writer.forward(ctx, command);
  return !forwarded.ok && onForwardExhausted === 'wait' ? CREATED : forwarded;
}

export function inImage({ store }: CreationPort, { name }: NewTopic): Awaited {
  return {
    name: 'createWait',
    awaits: `topic:${name}`,
    isThere: () => store.view.topic(name) !== undefined,
    counters: { sleeps: 'createWait.sleeps', timeOuts: 'topic_creation_timeout_count' },
  };
}

/** Waits for the notification, at most the time-out of `createWait`, then looks at the image either way. */
function awaitNotified(
  ctx: Ctx,
  port: CreationPort,
  { timeoutUs }: CreateWaitConfig,
  topic: NewTopic,
  notified: Notified,
): Promise<Creation> {
  const awaited = inImage(port, topic);
  return awaitTold(ctx, awaited, 'await topic replication', timeoutUs, (inner) => notified.wait(inner));
}
