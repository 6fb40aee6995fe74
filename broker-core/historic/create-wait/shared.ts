/** What the strategies of `createWait` have in common: the command, the step that submits it, and the look at the image. */
import type { CreateTopic } from '../../protocol/commands.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Creation, CreationPort, NewTopic } from '../../broker/creation/creation.js';

/** Times and bounds of the waits. */
export interface CreateWaitConfig {
  readonly pollUs: number;
  readonly attemptsMax: number;
  readonly timeoutUs: number;
  /** When every attempt to forward has failed: give up, as S4 quotes it, or wait all the same, for an answer may only be lost. */
  readonly onForwardExhausted: 'fail' | 'wait';
}

const DONE: Creation = { ok: true };
const NOT_FOUND: Creation = { ok: false, error: 'NOT_FOUND' };

/** The historic command: blind, and not idempotent (L13, L20). */
export function blindCreate(topic: NewTopic): CreateTopic {
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
  return !forwarded.ok && onForwardExhausted === 'wait' ? DONE : forwarded;
}

/** The look at the image with which every wait ends, whatever ended it. */
export function lookUp(port: CreationPort, topic: NewTopic): Creation {
  return port.store.view.topic(topic.name) === undefined ? NOT_FOUND : DONE;
}
