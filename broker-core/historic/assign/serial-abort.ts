import { CREATED, type Assign } from '../../broker/creation/creation.js';
import { planned } from './planned.js';
import { assignOne, type AssignConfig } from './shared.js';

/**
 * As `serial`, but a leader or ISR that cannot be proposed ends the creation with that error, as S4:L103-115 quotes it
 * with `?` (E11; the code only logged). The topic stays as far as it got (L11, L18).
 */
export const assignOrAbort =
  (config: AssignConfig): Assign =>
  async (ctx, port, topic) => {
    for (const one of planned(port, topic)) {
      const assigned = await assignOne(ctx, port, config, one);
      if (!assigned.ok) return assigned;
    }
    return CREATED;
  };
