/**
 * What a broker tells clients of who leads, and what it has them wait for until somebody does. The reference
 * names the metadata log's leader, and waits for nothing: a client that comes too early asks again.
 */
import type { BrokerId } from '../protocol/records.js';
import type { MetadataStore } from '../metadata/store.js';
import { describePartition } from '../metadata/views.js';
import type { PartitionBatch } from '../protocol/produce.js';
import type { MetadataResponse, PartitionMetadata } from '../protocol/topics.js';
import type { Ctx } from '../runtime/ctx.js';
import type { NameLeader, PartitionsPort, ProduceWait } from './seams.js';
import type { Replicas } from './replicas.js';
import type { Strategies } from './strategies.js';

export interface LeadersDeps {
  readonly brokerId: BrokerId;
  readonly strategies: Pick<
    Strategies,
    'metadataLeader' | 'unknownLeader' | 'waitForLeaders' | 'produceWait'
  >;
  readonly store: MetadataStore;
  readonly replicas: Replicas;
}

export class Leaders {
  readonly #strategies: LeadersDeps['strategies'];
  readonly #port: PartitionsPort;
  /** In order; none: what the image says goes out as it is. */
  readonly #naming: readonly NameLeader[];
  /** What a produce request waits for before it is looked at; null: nothing, and no task is begun for it. */
  readonly awaitLeadership: ((ctx: Ctx, batches: readonly PartitionBatch[]) => Promise<void>) | null;

  constructor({ brokerId, strategies, store, replicas }: LeadersDeps) {
    const { metadataLeader, unknownLeader, produceWait } = strategies;
    this.#strategies = strategies;
    this.#port = {
      brokerId,
      // Asked for each time: a snapshot puts another image in the place of the one that is there now.
      get view() {
        return store.view;
      },
      replicaOf: (topic, partition) => replicas.get(topic, partition),
    };
    this.#naming = [metadataLeader, unknownLeader].filter((name) => name !== null);
    this.awaitLeadership =
      produceWait === null ? null : (ctx, batches) => this.#waitForEach(ctx, produceWait, batches);
  }

  leaderOf(topic: string, partition: number): BrokerId | null {
    const described = describePartition(this.#port.view.partition(topic, partition) ?? null, partition);
    return this.#nameOne(topic, described).leader;
  }

  /** A Metadata answer with the leaders that this broker names. */
  name(described: MetadataResponse): MetadataResponse {
    if (this.#naming.length === 0) return described;
    const topics = described.topics.map((topic) => {
      if (topic.error !== 'NONE') return topic;
      return { ...topic, partitions: topic.partitions.map((one) => this.#nameOne(topic.topic, one)) };
    });
    return { ...described, topics };
  }

  /** What a Metadata answer waits for; null: nothing, not even a turn. */
  awaitLeaders(ctx: Ctx, topics: readonly string[]): Promise<void> | null {
    return this.#strategies.waitForLeaders?.(ctx, this.#port, topics) ?? null;
  }

  /** One after the other: for three partitions that others lead it takes three times as long. */
  async #waitForEach(ctx: Ctx, wait: ProduceWait, batches: readonly PartitionBatch[]): Promise<void> {
    for (const { topic, partition } of batches) await wait(ctx, this.#port, topic, partition);
  }

  #nameOne(topic: string, described: PartitionMetadata): PartitionMetadata {
    return this.#naming.reduce((so, name) => name(this.#port, topic, so), described);
  }
}
