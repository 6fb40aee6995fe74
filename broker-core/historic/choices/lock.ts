import type { CreationLock } from '../../broker/creation/creation.js';
import { Mutex } from '../../runtime/locks.js';

/**
 * The documents' creation lock: one mutex for each topic on each node, first come, first served (S2:L27-53).
 *
 * `sharesResult`: after a success the next caller takes the topic as it is, unless it asked explicitly for a
 * creation. An error is never shared: the callers in the queue each try for themselves, one after another
 * (L12).
 */
export function perTopicMutex(sharesResult: boolean): CreationLock {
  const entries = new Map<string, { readonly mutex: Mutex; created: boolean }>();
  return {
    run: (ctx, { name, mayExist }, create) => {
      const entry = entries.get(name) ?? { mutex: new Mutex('topic creation'), created: false };
      entries.set(name, entry);
      return entry.mutex.hold(ctx, async () => {
        if (entry.created && sharesResult && mayExist) return { ok: true };
        const creation = await create(ctx);
        entry.created = creation.ok;
        return creation;
      });
    },
  };
}

/** No lock: every caller creates for itself, as on the paths that the documents' lock does not cover (L3). */
export const noLock: CreationLock = { run: (ctx, _topic, create) => create(ctx) };
