import type { CreateWatermarks } from '../../broker/watermarks.js';
import { tellWatermark } from './watermarks.js';

/**
 * Each produce, for each of its partitions, tells the metadata log and waits for that. With the 150 ms that a proposal slept at that
 * time a client that sends one record after the other gets 6 through a second (spec d.1; PRODUCE_PERFORMANCE_FIX_v2.2.8.md @ 893843d).
 */
export const tellWithProduce: CreateWatermarks = (port) => {
  const { trace } = port.env;
  return {
    start: () => undefined,
    beforeProduce: async (ctx, batches) => {
      const startUs = trace.nowUs();
      for (const batch of batches) await tellWatermark(ctx, port, batch);
      trace.waited('watermark', trace.nowUs() - startUs);
    },
  };
};
