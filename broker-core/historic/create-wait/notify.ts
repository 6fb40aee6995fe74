import type { CreateWait } from '../../broker/creation/creation.js';
import { awaitNotified, submit, type CreateWaitConfig } from './shared.js';

/**
 * Puts a Notify into the map, proposes, and only then asks it for a `Notified` (S2:L263-286). "Registered before proposing" is not
 * enough: an apply between the two finds nobody who waits, and nothing is stored (L2).
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
