import { CREATED, type Assign } from '../../broker/creation/creation.js';
import { joinAll } from '../../runtime/join.js';
import { planned } from './planned.js';
import { assignOne, type AssignConfig } from './shared.js';

/** All partitions at once, as S4:L480-482 proposes: the waits overlap. */
export const assignJoined =
  (config: AssignConfig): Assign =>
  async (ctx, port, topic) => {
    await joinAll(
      ctx,
      planned(port, topic).map((one) => (inner) => assignOne(inner, port, config, one)),
    );
    return CREATED;
  };
