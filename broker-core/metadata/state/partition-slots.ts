import type { Partition } from '../../protocol/records.js';
import type { Slot, Slots } from './table.js';

export type PartitionKey = Pick<Partition, 'topic' | 'partition'>;

/**
 * Slots by topic, then by number: partitions are looked up for each message and each fact, and a key put
 * together for each would be hashed for each.
 */
export class PartitionSlots<V> implements Slots<PartitionKey, V> {
  readonly #topics = new Map<string, Map<number, Slot<V>>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get({ topic, partition }: PartitionKey): Slot<V> | undefined {
    return this.#topics.get(topic)?.get(partition);
  }

  has(key: PartitionKey): boolean {
    return this.get(key) !== undefined;
  }

  set({ topic, partition }: PartitionKey, slot: Slot<V>): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, Slot<V>>();
    if (!partitions.has(partition)) this.#size += 1;
    partitions.set(partition, slot);
    this.#topics.set(topic, partitions);
  }

  delete({ topic, partition }: PartitionKey): void {
    const partitions = this.#topics.get(topic);
    if (partitions?.delete(partition) !== true) return;
    this.#size -= 1;
    if (partitions.size === 0) this.#topics.delete(topic);
  }

  *values(): Generator<Slot<V>> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }
}
