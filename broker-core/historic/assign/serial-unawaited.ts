import { CREATED, type Assign } from '../../broker/creation/creation.js';
import { planned } from './planned.js';
import { assignCommand, isrCommand, leaderCommand } from './shared.js';
import type { Ctx } from '../trace/names.js';

/**
 * One partition after the other, three proposals for each, and none of them is waited for beyond what every proposal waits: ten
 * proposals with the creation, 1.5 s where each sleeps 150 ms (spec d.1, @893843d). The creation answers before any of it is applied.
 */
export const assignUnawaited: Assign = async (ctx: Ctx, port, topic) => {
  for (const one of planned(port, topic)) {
    for (const command of [assignCommand(one), leaderCommand(one), isrCommand(one)]) {
      const proposed = await port.writer.propose(ctx, command);
      if (!proposed.ok) ctx.env.trace.count('partition_assignment_failed');
    }
  }
  return CREATED;
};
