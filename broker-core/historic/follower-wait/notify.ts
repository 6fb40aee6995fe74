import type { Wait } from '../../env.js';
import type { Ctx } from '../../runtime/ctx.js';
import { timeout } from '../../runtime/time.js';
import type { FollowerWait, FollowerWaitPort } from '../../broker/creation/creation.js';
import { isFirstPartitionLed, type FollowerWaitConfig } from './follower-wait.js';

/**
 * Is told when partition 0 gets its leader; waits for as long as the polling one would look. Option 1 of S0:L142-145 is one sentence
 * and no code, so this has none of the mistakes of `create-wait/notify.ts`: all that wait for one topic share the entry, the last of
 * them takes it out, and what wakes them for another reason (with `partitionKeys=shared` an assignment does) is not taken for the news.
 */
export const notifyFirstPartition =
  (config: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) => {
    const { pollUs, attemptsMax } = config;
    const { trace } = ctx.env;
    const key = `${topic}:0`;
    const wait: Wait = { kind: 'timeout', label: 'followerWait', awaits: `leader:${key}` };
    const startUs = trace.nowUs();
    if (!isFirstPartitionLed(port, topic))
      await timeout(ctx, pollUs * (attemptsMax - 1), wait, async (inner) => {
        while (!isFirstPartitionLed(port, topic)) await nextNews(inner, port, key);
      });
    trace.waited('followerWait', trace.nowUs() - startUs);
    return isFirstPartitionLed(port, topic);
  };

async function nextNews(ctx: Ctx, { store }: FollowerWaitPort, key: string): Promise<void> {
  const notify = store.pendingLeaders.share(key);
  try {
    await notify.notified().wait(ctx);
  } finally {
    store.pendingLeaders.unshare(key, notify);
  }
}
