/** Something per node, partition or replica, found without building a key: facts come by the 100,000. */
import type { NodeId } from '../../../broker-core/env.js';
import type { Share, Tracker } from '../../harness/definition/invariant.js';

export interface PartitionPlace {
  readonly topic: string;
  /**
   * In what a broker tells: a topic that was deleted and created again is another one. Clients know names
   * alone.
   */
  readonly topicId?: string | null;
  readonly partition: number;
}

export interface ReplicaPlace extends PartitionPlace {
  readonly nodeId: NodeId;
}

export class PerPartition<T> {
  readonly #topics = new Map<string, T[]>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  of({ topic, topicId, partition }: PartitionPlace): T {
    const key = topicId ?? topic;
    let partitions = this.#topics.get(key);
    if (partitions === undefined) this.#topics.set(key, (partitions = []));
    return (partitions[partition] ??= this.#make());
  }
}

export class PerNode<T> {
  readonly #nodes = new Map<NodeId, T>();
  readonly #make: (nodeId: NodeId) => T;

  constructor(make: (nodeId: NodeId) => T) {
    this.#make = make;
  }

  of(nodeId: NodeId): T {
    let node = this.#nodes.get(nodeId);
    if (node === undefined) this.#nodes.set(nodeId, (node = this.#make(nodeId)));
    return node;
  }

  all(): Iterable<readonly [NodeId, T]> {
    return this.#nodes;
  }

  set(nodeId: NodeId, node: T): void {
    this.#nodes.set(nodeId, node);
  }
}

/** Numbers the replicas of a run. A fact's is looked up once, though many oracles ask, one after the other. */
class ReplicaNumbers implements Tracker {
  /** It hears of none; it is asked. */
  readonly facts = [] as const;
  readonly #nodes = new PerNode(() => new PerPartition(() => ({ number: this.#count++ })));
  #count = 0;
  #newest: ReplicaPlace | null = null;
  #numberOfNewest = 0;

  of(place: ReplicaPlace): number {
    if (place !== this.#newest) {
      this.#newest = place;
      this.#numberOfNewest = this.#nodes.of(place.nodeId).of(place).number;
    }
    return this.#numberOfNewest;
  }
}

export class PerReplica<T> {
  readonly #numbers: ReplicaNumbers;
  readonly #replicas: T[] = [];
  readonly #make: () => T;

  constructor(share: Share, make: () => T) {
    this.#numbers = share(ReplicaNumbers);
    this.#make = make;
  }

  of(place: ReplicaPlace): T {
    return (this.#replicas[this.#numbers.of(place)] ??= this.#make());
  }
}
