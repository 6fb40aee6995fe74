import type { Wait } from '../../env.js';
import type { JoinWait, LockedGroups } from '../one-lock/strategies.js';
import { allJoinedKey, type LockedGroup } from '../one-lock/locked-group.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/**
 * A task for each member that joins looks every 200 ms whether all have joined, with the lock over all groups held while it waits for
 * another one (S0:L153-197). As quoted, a task whose group is gone has nowhere to go: it looks for ever (L21).
 */
export const pollForJoin: JoinWait = (port, group) => {
  poll(port, group, false);
};

/** The same with the `else` that the project's code has and the quotation has not (read at 132f55c). */
export const pollForJoinWhileThere: JoinWait = (port, group) => {
  poll(port, group, true);
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
