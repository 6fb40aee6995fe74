import type { Wait } from '../../env.js';
import type { ProposeWait } from '../../metadata/writer.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

const PROPOSE_SLEEP: Wait = { kind: 'sleep', label: 'sleep after propose' };

/** Sleeps after each proposal, in the hope that it is applied by then: 150 ms in the code that S1 says never existed (spec 0.1). */
export function sleepAfterPropose(sleepUs: number): ProposeWait {
  return {
    reportsCommit: false,
    wait: async (ctx: Ctx) => {
      await sleep(ctx, sleepUs, PROPOSE_SLEEP);
      ctx.env.trace.waited('proposeSleep', sleepUs);
      return null;
    },
  };
}
