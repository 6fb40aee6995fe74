/**
 * What a broker tells the metadata log of its high watermarks. Nobody needs to be told: who comes to lead a partition takes the
 * watermark from its replicas. Strategies in `variants/watermarks/`.
 */
import type { Env } from '../../env.js';
import type { MetadataWriter } from '../../metadata/writer.js';
import type { PartitionBatch } from '../../protocol/produce.js';
import type { Ctx } from '../../runtime/ctx.js';

export interface WatermarkPort {
  readonly env: Env;
  readonly writer: MetadataWriter;
  /** Null: this broker does not lead the partition. */
  readonly highWatermarkOf: (topic: string, partition: number) => number | null;
}

export interface WatermarkConfig {
  /** Between two rounds over all partitions; 5 s in the documents. */
  readonly periodUs: number;
}

export interface Watermarks {
  start(): void;
  /** Goes before a produce request is looked at. */
  beforeProduce(ctx: Ctx, batches: readonly PartitionBatch[]): Promise<void>;
}

export type CreateWatermarks = (port: WatermarkPort, config: WatermarkConfig) => Watermarks;

/**
 * Tells it, and waits as long as a proposer waits. Another's refusal is a warning in the log there: on a broker that does not lead the
 * metadata log each of them fails, at once.
 */
export async function tellWatermark(
  ctx: Ctx,
  { env, writer, highWatermarkOf }: WatermarkPort,
  { topic, partition }: { readonly topic: string; readonly partition: number },
): Promise<void> {
  const highWatermark = highWatermarkOf(topic, partition);
  if (highWatermark === null) return;
  const told = await writer.propose(ctx, { type: 'updatePartitionOffset', topic, partition, highWatermark });
  if (!told.ok) env.trace.count('watermarks.failed');
}
