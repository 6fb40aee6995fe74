/** Something per node, partition or replica, found without building a key: facts come by the 100,000. */
import type { NodeId } from '../../../broker-core/env.js';

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

export class PerReplica<T> {
  readonly #nodes: PerNode<PerPartition<T>>;

  constructor(make: () => T) {
    this.#nodes = new PerNode(() => new PerPartition(make));
  }

  of(place: ReplicaPlace): T {
    return this.#nodes.of(place.nodeId).of(place);
  }
}
