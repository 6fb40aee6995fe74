/**
 * The broker's seams for clients of partitions: which leader it names, how long it makes them wait for one,
 * which locks a batch meets on its way, and when the metadata log hears of a high watermark.
 */
import type { BrokerId } from '../protocol/records.js';
import type { MetadataView } from '../metadata/state/state.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import type { PartitionMetadata } from '../protocol/topics.js';
import type { Ctx } from '../runtime/ctx.js';
import type { Env, Wait } from '../env.js';
import type { MetadataWriter } from '../metadata/writer.js';
import type { PartitionBatch } from '../protocol/produce.js';

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

/**
 * A lock that is held only while a worker thread runs, never over a wait. So one worker never waits for it;
 * for several, their times of arrival settle it: only a real wait is an event.
 */
export interface PathLock {
  /** How long a worker, running up to `nowUs`, waited for it. `partition`: whose state it is about. */
  waitUs(partition: object, nowUs: number): number;
}

/** Called once for each broker. */
export type CreatePathLock = () => PathLock;

export interface ProducePath {
  /** Partitions of one request that are worked on at a time, each until it is answered. */
  readonly partitionsAtOnce: number;
  /** In the order in which they are taken. */
  readonly locks: readonly PathLock[];
}

const CONTENDED: Wait = { kind: 'wake', label: 'lock on the produce path' };

/** Goes on when a batch has got through all locks; at once if there is no wait. */
export function passLocks(env: Env, { locks }: ProducePath, partition: object, goOn: () => void): void {
  const nowUs = env.clock.nowUs();
  let waitUs = 0;
  for (const lock of locks) waitUs += lock.waitUs(partition, nowUs + waitUs);
  if (waitUs === 0) goOn();
  else env.timers.after(waitUs, CONTENDED, goOn);
}

/** What the metadata log is told of high watermarks. A new leader needs none of it: it asks its replicas. */
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
