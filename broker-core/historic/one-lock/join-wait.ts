import type { Wait } from '../../env.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';
import { allJoinedKey, type LockedGroup } from './locked-group.js';
import type { JoinWait, LockedGroups } from './strategies.js';

const LIMIT: Wait = { kind: 'timeout', label: 'group join limit' };

/**
 * A task for each member that joins looks every 200 ms whether all have joined, with the lock over all groups held while it waits for
 * another one (S0:L153-197). As quoted, a task whose group is gone has nowhere to go: it looks for ever (L21).
 */
export const pollForJoin: JoinWait = (port, group) => poll(port, group, false);

/** The same with the `else` that the project's code has and the quotation has not (read at 132f55c). */
export const pollForJoinWhileThere: JoinWait = (port, group) => poll(port, group, true);

/**
 * What S0 proposes in the place of the poll (S0:L404-420): the join that is the last ends the round itself. What it does not say is how
 * many to wait for in a first round: with the count that the code has, the first member to join is the last.
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
