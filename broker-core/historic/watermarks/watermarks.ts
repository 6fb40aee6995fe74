import type { WatermarkPort } from '../../broker/watermarks.js';
import type { Ctx } from '../trace/names.js';

/**
 * Tells it, and waits as long as a proposer waits. Another's refusal is a warning in the log there: on a broker that does not lead the
 * metadata log each of them fails, at once.
 */
export async function tellWatermark(
  ctx: Ctx,
  { writer, highWatermarkOf }: WatermarkPort,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<void> {
  const highWatermark = highWatermarkOf(topic, partition);
  if (highWatermark === null) return;
  const told = await writer.propose(ctx, { type: 'updatePartitionOffset', topic, partition, highWatermark });
  if (!told.ok) ctx.env.trace.count('watermarks.failed');
}
