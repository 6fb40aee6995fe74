import type { Wait } from '../../env.js';
import { timeout } from '../../runtime/time.js';
import { isFirstPartitionLed, type FollowerWait } from '../../topics/follower-wait.js';

/** Is told when partition 0 gets its leader (option 1 of S0:L142-145); waits for as long as the polling one would look. */
export const notifyFirstPartition: FollowerWait = async (ctx, port, topic) => {
  const { pollUs, attemptsMax } = port.config;
  const { trace } = ctx.env;
  const key = `${topic}:0`;
  const wait: Wait = { kind: 'timeout', label: 'followerWait', awaits: `leader:${key}` };
  const startUs = trace.nowUs();
  // Before the look, so that a leader that comes in between is not missed.
  const notified = port.store.pendingLeaders.insert(key).notified();
  if (!isFirstPartitionLed(port, topic)) {
    const limitUs = pollUs * (attemptsMax - 1);
    const waited = await timeout(ctx, limitUs, wait, (inner) => notified.wait(inner));
    if (waited.timedOut) port.store.pendingLeaders.remove(key);
  }
  trace.waited('followerWait', trace.nowUs() - startUs);
  return isFirstPartitionLed(port, topic);
};
