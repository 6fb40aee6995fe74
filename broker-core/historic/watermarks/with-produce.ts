import type { CreateWatermarks } from '../../broker/watermarks.js';
import { measured } from '../../runtime/time.js';
import { tellWatermark } from './watermarks.js';
import type { Ctx } from '../trace/names.js';

/**
 * Each produce, for each of its partitions, tells the metadata log and waits for that. With the 150 ms that a proposal slept at that
 * time a client that sends one record after the other gets 6 through a second (spec d.1; PRODUCE_PERFORMANCE_FIX_v2.2.8.md @ 893843d).
 */
export const tellWithProduce: CreateWatermarks = (port) => ({
  start: () => undefined,
  beforeProduce: (ctx: Ctx, batches) =>
    measured(ctx, 'watermark', async () => {
      for (const batch of batches) await tellWatermark(ctx, port, batch);
    }),
});
