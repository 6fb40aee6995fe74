import type { Wait } from '../../env.js';
import type { ApplyResult } from '../../metadata/apply/result.js';
import { untilTold, type ProposeWait } from '../../metadata/writer.js';
import { measured, sleep, timeout } from '../../runtime/time.js';
import { Watch } from '../../runtime/watch.js';
import type { Ctx } from '../trace/names.js';

const APPLIED: Wait = { kind: 'wake', label: 'proposal applied' };
const PROPOSE_SLEEP: Wait = { kind: 'sleep', label: 'sleep after propose' };
const AWAIT_WATCH: Wait = { kind: 'timeout', label: 'await commit on the watch channel' };

/**
 * The proposal is made when it has been applied, as on a single-node cluster that applies inside `propose`
 * (S4:L213, `apply_immediately`). By term too: what another leader put in its place is not it.
 */
export const appliedInPropose: ProposeWait = {
  reportsCommit: true,
  wait: async (ctx, store, { index, term }) => {
    const told = untilTold<ApplyResult | null>(ctx, APPLIED, (done) => store.onIndex(index, term, done));
    return (await told) === null ? 'NOT_CONTROLLER' : null;
  },
};

/** Sleeps after each proposal, hoping it is applied by then: 150 ms in code that S1 denies (spec 0.1). */
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

/**
 * Waits on a watch channel until the applied index reaches the proposal's; after `limitUs` the proposal
 * counts as *failed*, although it is in the log and will commit (S1:L109-140). `fires`: whether applying the
 * log sends on that channel. By index alone: after a change of leader another entry may stand there (L5).
 */
export function watchAfterPropose(limitUs: number, fires: boolean): ProposeWait {
  const deaf = new Watch(0);
  return {
    reportsCommit: true,
    wait: async (ctx: Ctx, store, { index }) => {
      const receiver = (fires ? store.appliedWatch : deaf).subscribe();
      const waited = await measured(ctx, 'commitWatch', () =>
        timeout(ctx, limitUs, AWAIT_WATCH, async (inner) => {
          do await receiver.changed(inner);
          while (receiver.value < index);
        }),
      );
      return waited.timedOut ? 'UNKNOWN_SERVER_ERROR' : null;
    },
  };
}
