import type { CreateWait } from '../../broker/creation/creation.js';
import { awaitNotified, submit, type CreateWaitConfig } from './shared.js';

/**
 * The repair of {@link forwardThenRegister}: the `Notified` exists before the command leaves, so no notification can pass it by.
 * The key is still a name, not a request: two creations of one topic overwrite each other's entry (L3).
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
