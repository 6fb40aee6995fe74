import type { FollowerWait, FollowerWaitPort } from '../../broker/creation/creation.js';
import type { Ctx } from '../../runtime/ctx.js';
import { type Awaited, awaitTold, type ImageWaitConfig, pollImage } from './image-wait.js';

export type FollowerWaitConfig = Omit<ImageWaitConfig, 'timeoutUs'>;

/**
 * Looks at partition 0, then goes on without: 40 times 50 ms apart in the documents, so 39 sleeps and 1,950
 * ms; 200 times 10 ms apart in their quick fix (S0:L107-145).
 */
export const pollFirstPartition =
  (config: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) =>
    (await pollImage(ctx, led(port, topic), config)).ok;

/**
 * Is told when partition 0 gets its leader; waits as long as the polling one would. Option 1 of S0:L142-145
 * is one sentence and no code, so this has none of the mistakes of `notifyCreate`: waiters for one topic
 * share the entry, the last one removes it, and other wake-ups (`partitionKeys=shared`) do not count.
 */
export const notifyFirstPartition =
  ({ pollUs, attemptsMax }: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) => {
    const awaited = led(port, topic);
    const found = await awaitTold(ctx, awaited, awaited.name, pollUs * (attemptsMax - 1), async (inner) => {
      while (!awaited.isThere()) await nextNews(inner, port, `${topic}:0`);
    });
    return found.ok;
  };

async function nextNews(ctx: Ctx, { store }: FollowerWaitPort, key: string): Promise<void> {
  const notify = store.pendingLeaders.share(key);
  try {
    await notify.notified().wait(ctx);
  } finally {
    store.pendingLeaders.unshare(key, notify);
  }
}

/** All that the documents' wait looks at. Of the other partitions it says nothing. */
function led({ store }: FollowerWaitPort, topic: string): Awaited {
  return {
    name: 'followerWait',
    awaits: `leader:${topic}:0`,
    isThere: () => (store.view.partition(topic, 0)?.leader ?? null) !== null,
  };
}
