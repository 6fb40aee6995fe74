import type { Warmup } from '../../broker/seams.js';
import type { Wait } from '../../env.js';
import { measured, sleep } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

/** How long clients are kept out at most. */
export interface WarmupConfig {
  readonly limitUs: number;
}

const POLL_US = 100_000;
const POLL: Wait = { kind: 'poll', label: 'await metadata leader' };

/** `cluster_warmup` (S3:L39-49): waits until somebody leads the metadata log; at its limit it goes on. */
export const untilMetadataIsLed =
  ({ limitUs }: WarmupConfig): Warmup =>
  (ctx: Ctx, knowsLeader) =>
    measured(ctx, 'warmup', async () => {
      const { clock, trace } = ctx.env;
      const startUs = clock.nowUs();
      while (!knowsLeader()) {
        const elapsedUs = clock.nowUs() - startUs;
        if (elapsedUs >= limitUs) {
          trace.count('warmup_timeouts');
          return;
        }
        await sleep(ctx, Math.min(POLL_US, limitUs - elapsedUs), POLL);
      }
    });
