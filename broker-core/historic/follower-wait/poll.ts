import type { Wait } from '../../env.js';
import { sleep } from '../../runtime/time.js';
import type { FollowerWait } from '../../broker/creation/creation.js';
import { isFirstPartitionLed, type FollowerWaitConfig } from './follower-wait.js';

/**
 * Looks at partition 0 up to `attemptsMax` times, `pollUs` apart: 40 and 50 ms in the documents, so 39 sleeps and 1,950 ms; 10 ms
 * and 200 in their quick fix (S0:L107-145). Then it goes on without.
 */
export const pollFirstPartition =
  (config: FollowerWaitConfig): FollowerWait =>
  async (ctx, port, topic) => {
    const { pollUs, attemptsMax } = config;
    const { trace } = ctx.env;
    const poll: Wait = { kind: 'poll', label: 'followerWait', awaits: `leader:${topic}:0` };
    const startUs = trace.nowUs();
    for (let attempt = 1; !isFirstPartitionLed(port, topic) && attempt < attemptsMax; attempt += 1)
      await sleep(ctx, pollUs, poll);
    trace.waited('followerWait', trace.nowUs() - startUs);
    return isFirstPartitionLed(port, topic);
  };
