/** What the strategies of `createWait` have in common: the command, the step that submits it, and what they wait for. */
import type { CommandOf } from '../../protocol/commands.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Notified } from '../../runtime/notify.js';
import { CREATED, type Creation, type CreationPort, type NewTopic } from '../../broker/creation/creation.js';
import { awaitTold, type Awaited, type ImageWaitConfig } from '../image-wait/image-wait.js';

export interface CreateWaitConfig extends ImageWaitConfig {
  /** When every attempt to forward has failed: give up, as S4 quotes it, or wait all the same, for an answer may only be lost. */
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

/** Proposes on the leader; on another node refuses, or forwards. Success says only that the command is on its way. */
export async function submit(
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

/** Waits for the notification, for at most the time-out of `createWait`, then looks at the image either way. */
export function awaitNotified(
  ctx: Ctx,
  port: CreationPort,
  { timeoutUs }: CreateWaitConfig,
  topic: NewTopic,
  notified: Notified,
): Promise<Creation> {
  const awaited = inImage(port, topic);
  return awaitTold(ctx, awaited, 'await topic replication', timeoutUs, (inner) => notified.wait(inner));
}
