import type { Wait } from '../../env.js';
import type { Warmup } from '../../broker/partitions-port.js';
import { sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/** How long clients are kept out at most. */
export interface WarmupConfig {
  readonly limitUs: number;
}

const POLL_US = 100_000;
const POLL: Wait = { kind: 'poll', label: 'await metadata leader' };

/** `cluster_warmup` (S3:L39-49): waits until somebody leads the metadata log, and after the time for it goes on all the same. */
export const untilMetadataIsLed =
  ({ limitUs }: WarmupConfig): Warmup =>
  async (ctx: Ctx, knowsLeader) => {
    const { clock, trace } = ctx.env;
    const startUs = clock.nowUs();
    const measuredFromUs = trace.nowUs();
    for (;;) {
      const elapsedUs = clock.nowUs() - startUs;
      const isLed = knowsLeader();
      if (isLed || elapsedUs >= limitUs) {
        if (!isLed) trace.count('warmup_timeouts');
        trace.waited('warmup', trace.nowUs() - measuredFromUs);
        return;
      }
      await sleep(ctx, Math.min(POLL_US, limitUs - elapsedUs), POLL);
    }
  };
