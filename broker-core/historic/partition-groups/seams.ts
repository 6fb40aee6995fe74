/**
 * Where the October code waits for the leaders that groups elect, and what it tells clients of them. Each is a strategy of its own in
 * `variants/`.
 */
import type { BrokerId } from '../../metadata/records.js';
import type { MetadataView } from '../../metadata/state/state.js';
import type { PartitionReplica } from '../../partition/replica/partition-replica.js';
import type { PartitionMetadata } from '../../protocol/topics.js';
import type { Ctx } from '../../runtime/ctx.js';

/** What a broker knows of its partitions at the moment of asking. */
export interface PartitionsPort {
  readonly brokerId: BrokerId;
  readonly view: MetadataView;
  /** Undefined: not held here, or not open yet. */
  readonly replicaOf: (topic: string, partition: number) => PartitionReplica | undefined;
}

/** Whom a Metadata answer names as a partition's leader; `described` is what the image says. */
export type NameLeader = (
  port: PartitionsPort,
  topic: string,
  described: PartitionMetadata,
) => PartitionMetadata;

export interface WaitForLeadersConfig {
  readonly timeoutUs: number;
  readonly pollUs: number;
}

/** Holds a Metadata answer back until the topics' leaders are known here, by its own measure of known. */
export type WaitForLeaders = (
  ctx: Ctx,
  port: PartitionsPort,
  config: WaitForLeadersConfig,
  topics: readonly string[],
) => Promise<void>;

export interface ProduceWaitConfig {
  /** Looks before it gives up; null: as many as the strategy has in the documents. */
  readonly attemptsMax: number | null;
  /** Length of a sleep; null: as in the documents. */
  readonly sleepUs: number | null;
}

/** Holds a batch back while this broker does not lead its partition, in the hope that it will. */
export type ProduceWait = (
  ctx: Ctx,
  port: PartitionsPort,
  config: ProduceWaitConfig,
  topic: string,
  partition: number,
) => Promise<void>;

/** Holds clients back after a start. */
export type Warmup = (
  ctx: Ctx,
  port: { readonly knowsLeader: () => boolean; readonly limitUs: number },
) => Promise<void>;
