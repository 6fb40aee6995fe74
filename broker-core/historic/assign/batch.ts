import { CREATED, type Assign } from '../../broker/creation/creation.js';
import { joinAll } from '../../runtime/join.js';
import { planned } from './planned.js';
import {
  assignCommand,
  awaitAssigned,
  isrCommand,
  keyOf,
  leaderCommand,
  type AssignConfig,
} from './shared.js';
import type { Ctx } from '../trace/names.js';

/** One proposal for all partitions, applied whole or not at all; then one wait for all of them (after `BatchPartitionOps`, spec d.1). */
export const assignBatch =
  (config: AssignConfig): Assign =>
  async (ctx: Ctx, port, topic) => {
    const partitions = planned(port, topic);
    const waiting = partitions.map((one) => ({
      key: keyOf(one),
      notify: port.store.pendingPartitions.insert(keyOf(one)),
    }));
    const commands = partitions.flatMap((one) => [assignCommand(one), leaderCommand(one), isrCommand(one)]);
    const proposed = await port.writer.propose(ctx, { type: 'batch', commands });
    if (!proposed.ok) {
      for (const { key } of waiting) port.store.pendingPartitions.remove(key);
      ctx.env.trace.count('partition_assignment_failed');
      return CREATED;
    }
    await joinAll(
      ctx,
      waiting.map(
        ({ key, notify }) =>
          (inner) =>
            awaitAssigned(inner, port, config, key, notify, proposed),
      ),
    );
    return CREATED;
  };
