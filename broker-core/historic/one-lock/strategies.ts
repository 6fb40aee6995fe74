/** The seams of the documents' coordinator: what ends a round of joins, and who assigns in the end. */
import type { Wait } from '../../env.js';
import { spawn } from '../../runtime/ctx.js';
import type { RwLock } from '../../runtime/locks.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx, Env } from '../trace/names.js';
import { allJoinedKey, type LockedGroup } from './locked-group.js';

const LIMIT: Wait = { kind: 'timeout', label: 'group join limit' };
const SILENCE: Wait = { kind: 'sleep', label: 'group leader silent' };

export interface OneLockConfig {
  /** Between two looks whether all members have joined. */
  readonly joinPollUs: number;
  /** How long a round waits for all members before it goes on with those that have joined. */
  readonly joinLimitUs: number;
  /** How long followers wait for their leader before the coordinator assigns by itself. */
  readonly syncFallbackUs: number;
}

export interface LockedGroups {
  readonly env: Env;
  readonly config: OneLockConfig;
  /** The one lock over all groups of the broker. */
  readonly lock: RwLock;
  readonly groups: ReadonlyMap<string, LockedGroup>;
  /** Starts a task that looks again and again; it is counted as long as it runs. */
  spawnTask(body: (ctx: Ctx) => Promise<void>): void;
  /** Ends a round of joins; the caller holds the lock over all groups and the group's over pending joins. */
  completeJoin(group: LockedGroup): void;
  /** Assigns by itself and answers the followers; the caller holds the lock over all groups. */
  assignByItself(ctx: Ctx, group: LockedGroup): Promise<void>;
}

/** Called when a member has begun to wait for the end of a round. Sees to it that the round ends. */
export type JoinWait = (port: LockedGroups, group: LockedGroup) => void;

/** Called when all followers of a generation wait for their leader. */
export type SyncFallback = (port: LockedGroups, group: LockedGroup) => void;

/**
 * A task for each joining member looks every 200 ms whether all have joined, and holds the lock over all
 * groups while it waits for another (S0:L153-197). As quoted, it looks for ever once its group is gone (L21).
 */
export const pollForJoin: JoinWait = (port, group) => poll(port, group, false);

/** The same with the `else` that the project's code has and the quotation has not (read at 132f55c). */
export const pollForJoinWhileThere: JoinWait = (port, group) => poll(port, group, true);

/**
 * What S0 proposes instead of the poll (S0:L404-420): the last join ends the round. It does not say how many
 * a first round waits for: with the count of the code, the first member to join is the last.
 */
export const endWithLastJoin: JoinWait = (port, group) => {
  const { config, lock, groups } = port;
  const { groupId, preparingSinceUs } = group;
  port.spawnTask(async (ctx) => {
    for (const isLimit of [false, true]) {
      const sinceUs = ctx.env.clock.nowUs() - preparingSinceUs;
      if (isLimit) await sleep(ctx, Math.max(0, config.joinLimitUs - sinceUs), LIMIT);
      const isOver = await lock.write(ctx, () => {
        if (groups.get(groupId) !== group || group.preparingSinceUs !== preparingSinceUs) return true;
        return endIfJoined(ctx, port, group);
      });
      if (isOver) return;
    }
  });
};

function poll(port: LockedGroups, { groupId }: LockedGroup, endsWithGroup: boolean): void {
  const { config, lock, groups } = port;
  port.spawnTask(async (ctx: Ctx) => {
    for (;;) {
      await sleep(ctx, config.joinPollUs, waitFor(groupId, groups.get(groupId)?.generation));
      ctx.env.trace.count('group_join_polls');
      const isOver = await lock.write(ctx, async () => {
        const group = groups.get(groupId);
        return group === undefined ? endsWithGroup : endIfJoined(ctx, port, group);
      });
      if (isOver) return;
    }
  });
}

/** Whether there is nothing left to look for. */
function endIfJoined(ctx: Ctx, port: LockedGroups, group: LockedGroup): Promise<boolean> {
  return group.joinLock.hold(ctx, () => {
    const { pendingJoins } = group;
    if (group.hasJoined(pendingJoins.size, ctx.env.clock.nowUs(), port.config.joinLimitUs))
      port.completeJoin(group);
    return group.state !== 'preparing';
  });
}

function waitFor(groupId: string, generation: number | undefined): Wait {
  return { kind: 'poll', label: 'group join', awaits: allJoinedKey(groupId, generation ?? 0) };
}

/**
 * 2 s after all followers wait, the coordinator assigns by itself if anybody still waits (S0:L201-238). It
 * ignores the generation: a timer of one fires in the next, whose assignment then comes early and its
 * leader's second (L22).
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
