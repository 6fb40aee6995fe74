/** What a broker tells clients of who leads, and what it makes them wait for until somebody does: the seams. */
import type { BrokerId } from '../protocol/records.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import type { Ctx } from '../runtime/ctx.js';

/** What a broker knows of its partitions at the moment of asking. */
export interface PartitionsPort {
  readonly brokerId: BrokerId;
  readonly view: MetadataView;
  /** Undefined: not held here, or not open yet. */
  readonly replicaOf: (topic: string, partition: number) => PartitionReplica | undefined;
}

/** Names the leader in a Metadata answer; `described` is what the image says. */
export type NameLeader = (
  port: PartitionsPort,
  topic: string,
  described: PartitionMetadata,
) => PartitionMetadata;

/** Holds a Metadata answer back until the topics' leaders are known here. */
export type WaitForLeaders = (ctx: Ctx, port: PartitionsPort, topics: readonly string[]) => Promise<void>;

/** Holds a batch back while this broker does not lead its partition. */
export type ProduceWait = (ctx: Ctx, port: PartitionsPort, topic: string, partition: number) => Promise<void>;

/** Holds clients back after a start. */
export type Warmup = (ctx: Ctx, knowsLeader: () => boolean) => Promise<void>;
