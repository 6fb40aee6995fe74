import type { Wait } from '../../env.js';
import type { Ctx } from '../../runtime/ctx.js';
import type { Notified } from '../../runtime/notify.js';
import { timeout } from '../../runtime/time.js';
import type { Creation, CreationPort, NewTopic } from '../../broker/creation/creation.js';
import { measured } from '../../broker/creation/measured.js';
import { lookUp, type CreateWaitConfig } from './shared.js';

/** Waits for the notification, for at most the time-out of `createWait`, then looks at the image either way. */
export function awaitNotified(
  ctx: Ctx,
  port: CreationPort,
  config: CreateWaitConfig,
  topic: NewTopic,
  notified: Notified,
): Promise<Creation> {
  const wait: Wait = { kind: 'timeout', label: 'await topic replication', awaits: `topic:${topic.name}` };
  return measured(ctx, async () => {
    const waited = await timeout(ctx, config.timeoutUs, wait, (inner) => notified.wait(inner));
    if (waited.timedOut) ctx.env.trace.count('topic_creation_timeout_count');
    return lookUp(port, topic);
  });
}
