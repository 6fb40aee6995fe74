/**
 * What a broker tells the metadata log of its high watermarks. Nobody needs to be told: a new leader of a partition takes
 * the watermark from its replicas.
 */
import type { Env } from '../env.js';
import type { MetadataWriter } from '../metadata/writer.js';
import type { PartitionBatch } from '../protocol/produce.js';
import type { Ctx } from '../runtime/ctx.js';

export interface WatermarkPort {
  readonly env: Env;
  readonly writer: MetadataWriter;
  /** Null: this broker does not lead the partition. */
  readonly highWatermarkOf: (topic: string, partition: number) => number | null;
}

export interface Watermarks {
  start(): void;
  /** Runs before a produce request is looked at. */
  beforeProduce(ctx: Ctx, batches: readonly PartitionBatch[]): Promise<void>;
}

export type CreateWatermarks = (port: WatermarkPort) => Watermarks;
