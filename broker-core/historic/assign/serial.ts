import { CREATED, type Assign } from '../../broker/creation/creation.js';
import { assignOne, type AssignConfig } from './shared.js';
import { planned } from './planned.js';

/** One partition after the other (S4:L89-116): the waits add up. */
export const assignSerially =
  (config: AssignConfig): Assign =>
  async (ctx, port, topic) => {
    for (const one of planned(port, topic)) await assignOne(ctx, port, config, one);
    return CREATED;
  };
