import type { Wait } from '../../env.js';
import type { ProposeWait } from '../../metadata/writer.js';
import { measured, timeout } from '../../runtime/time.js';
import { Watch } from '../../runtime/watch.js';
import type { Ctx } from '../trace/names.js';

const AWAIT_WATCH: Wait = { kind: 'timeout', label: 'await commit on the watch channel' };

/**
 * Waits on a watch channel until the applied index has reached the proposal's; after `limitUs` the proposal counts as *failed*,
 * although it is in the log and will commit (S1:L109-140). `fires`: whether applying the log sends on that channel.
 * The index alone: after a change of leader another entry may stand there (L5).
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
