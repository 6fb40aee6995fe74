import type { Wait } from '../../env.js';
import { spawn } from '../../runtime/ctx.js';
import { sleep } from '../../runtime/time.js';
import type { LockedGroup } from './locked-group.js';
import type { LockedGroups, SyncFallback } from './strategies.js';

const SILENCE: Wait = { kind: 'sleep', label: 'group leader silent' };

/**
 * 2 s after all followers have begun to wait the coordinator looks whether anybody waits, and if so assigns by itself (S0:L201-238). It
 * does not look for whom: the timer of one generation fires in the next as well, and then the assignment of that one comes early, and
 * its leader's comes second (L22).
 */
export const assignAfterSilence: SyncFallback = (port, group) => assignLater(port, group, null);

/** The same for the generation that the timer was set in, and no other. */
export const assignOwnGeneration: SyncFallback = (port, group) => assignLater(port, group, group.generation);

function assignLater(port: LockedGroups, { groupId }: LockedGroup, generation: number | null): void {
  const { env, config, lock, groups } = port;
  spawn(env, async (ctx) => {
    await sleep(ctx, config.syncFallbackUs, SILENCE);
    await lock.write(ctx, async () => {
      const group = groups.get(groupId);
      if (group?.state !== 'completing') return;
      if (generation !== null && generation !== group.generation) return;
      const waitingCount = await group.syncLock.hold(ctx, () => group.pendingSyncs.size);
      if (waitingCount > 0) await port.assignByItself(ctx, group);
    });
  });
}
