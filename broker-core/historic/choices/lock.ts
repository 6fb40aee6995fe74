import type { CreationLock } from '../../broker/creation/creation.js';
import { Mutex } from '../../runtime/locks.js';

/**
 * The documents' creation lock: one mutex for each topic on each node, first come, first served (S2:L27-53).
 *
 * `sharesResult`: who comes after a success takes the topic as it is, unless it asked in so many words for one to be created. An error
 * is never shared: each caller in the queue then tries for itself, one after another (L12).
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

/** No lock at all: every caller creates for itself, as on the paths that the documents' lock does not cover (L3). */
export const noLock: CreationLock = { run: (ctx, _topic, create) => create(ctx) };
