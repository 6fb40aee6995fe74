import type { CreateWatermarks, WatermarkPort } from '../../broker/seams.js';
import type { Wait } from '../../env.js';
import { spawn } from '../../runtime/ctx.js';
import { RwLock } from '../../runtime/locks.js';
import { Interval, measured } from '../../runtime/time.js';
import type { Ctx } from '../trace/names.js';

export interface WatermarkConfig {
  /** Between two rounds over all partitions; 5 s in the documents. */
  readonly periodUs: number;
}

const PERIOD: Wait = { kind: 'poll', label: 'watermark round' };

/**
 * A task tells the metadata log of all partitions every 5 s, "decoupled from the hot path" (spec d.1;
 * PRODUCE_PERFORMANCE_FIX_v2.2.8.md @ 893843d). But it holds the map of partitions for reading from the first
 * proposal to the last; the first produce to a partition writes to that map, with a proposal of its own under
 * the lock (produce_handler.rs:1632, :1676), and in tokio's lock all who come after a writer wait behind it.
 * So every produce on the broker pays for the proposals, but only while a writer is in the queue.
 */
export const tellUnderLock =
  ({ periodUs }: WatermarkConfig): CreateWatermarks =>
  (port) => {
    const { env } = port;
    const states = new RwLock('partition states');
    const known = new Map<string, { readonly topic: string; readonly partition: number }>();

    const round = (ctx: Ctx): Promise<void> =>
      states.read(ctx, () =>
        measured(ctx, 'watermarkRound', async () => {
          for (const one of known.values()) await tellWatermark(ctx, port, one);
        }),
      );

    const getOrCreate = async (ctx: Ctx, topic: string, partition: number): Promise<void> => {
      const key = `${partition}:${topic}`;
      const found = await states.read(ctx, () => known.has(key));
      if (found) return;
      await states.write(ctx, async () => {
        // Looked at again: of several first produces one has come before.
        if (known.has(key)) return;
        known.set(key, { topic, partition });
        await tellWatermark(ctx, port, { topic, partition });
      });
    };

    return {
      start: () => {
        spawn(env, async (ctx) => {
          const interval = new Interval(ctx.env, periodUs, PERIOD, 'burst');
          for (;;) {
            await interval.tick(ctx);
            await round(ctx);
          }
        });
      },
      beforeProduce: (ctx: Ctx, batches) =>
        measured(ctx, 'partitionStates', async () => {
          for (const { topic, partition } of batches)
            if (port.highWatermarkOf(topic, partition) !== null) await getOrCreate(ctx, topic, partition);
        }),
    };
  };

/**
 * Each produce, for each of its partitions, tells the metadata log and waits. With proposals that sleep 150
 * ms a client that sends one record after the other gets 6/s (spec d.1; PRODUCE_PERFORMANCE_FIX_v2.2.8.md @
 * 893843d).
 */
export const tellWithProduce: CreateWatermarks = (port) => ({
  start: () => undefined,
  beforeProduce: (ctx: Ctx, batches) =>
    measured(ctx, 'watermark', async () => {
      for (const batch of batches) await tellWatermark(ctx, port, batch);
    }),
});

/** Waits as a proposer does. Refusals are only logged: on a broker that does not lead, all are refused. */
async function tellWatermark(
  ctx: Ctx,
  { writer, highWatermarkOf }: WatermarkPort,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<void> {
  const highWatermark = highWatermarkOf(topic, partition);
  if (highWatermark === null) return;
  const told = await writer.propose(ctx, { type: 'updatePartitionOffset', topic, partition, highWatermark });
  if (!told.ok) ctx.env.trace.count('watermarks.failed');
}
