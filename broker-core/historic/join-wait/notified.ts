import type { Wait } from '../../env.js';
import type { JoinWait } from '../one-lock/strategies.js';
import { sleep } from '../../runtime/time.js';

const LIMIT: Wait = { kind: 'timeout', label: 'group join limit' };

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
        return group.joinLock.hold(ctx, () => {
          if (group.hasJoined(group.pendingJoins.size, ctx.env.clock.nowUs(), config.joinLimitUs))
            port.completeJoin(group);
          return group.state !== 'preparing';
        });
      });
      if (isOver) return;
    }
  });
};
