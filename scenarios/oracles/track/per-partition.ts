/** Something for each partition, and for each replica of one, found without building a key: facts come by the hundred thousand. */
import type { NodeId } from '../../../broker-core/env.js';

export interface PartitionPlace {
  readonly topic: string;
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

  of({ topic, partition }: PartitionPlace): T {
    let partitions = this.#topics.get(topic);
    if (partitions === undefined) this.#topics.set(topic, (partitions = []));
    return (partitions[partition] ??= this.#make());
  }
}

export class PerReplica<T> {
  readonly #nodes = new Map<NodeId, PerPartition<T>>();
  readonly #make: () => T;

  constructor(make: () => T) {
    this.#make = make;
  }

  of(place: ReplicaPlace): T {
    let node = this.#nodes.get(place.nodeId);
    if (node === undefined) this.#nodes.set(place.nodeId, (node = new PerPartition(this.#make)));
    return node.of(place);
  }
}
