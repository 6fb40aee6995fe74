import type { CreateWait } from '../../broker/creation/creation.js';
import { awaitNotified, submit, type CreateWaitConfig } from './shared.js';

/**
 * On the leader as `notify`. Elsewhere: forwards, and only when the answer has come puts a Notify into the map (S4:L163-195). If
 * the topic was applied here while the answer travelled, the wait lasts to its time-out although the topic is there (L1).
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
