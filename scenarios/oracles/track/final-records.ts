/** The records that a consumer read at the end. */
import type { FinalPartition } from '../../harness/definition/invariant.js';
import { PerPartition } from './per-partition.js';

export interface FinalRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly value: string;
}

/** In the order in which they were read; none of a partition that could not be. */
export function* recordsOf(partitions: readonly FinalPartition[]): Iterable<FinalRecord> {
  for (const { topic, partition, batches } of partitions) {
    for (const { baseOffset, records } of batches ?? []) {
      let offset = baseOffset;
      for (const { value } of records) yield { topic, partition, offset: offset++, value };
    }
  }
}

/** What was read of a partition, by offset; null: it is not there, or could not be read. */
interface FinalPlace {
  values: string[] | null;
}

export function finalValues(partitions: readonly FinalPartition[]): PerPartition<FinalPlace> {
  const places = new PerPartition((): FinalPlace => ({ values: null }));
  for (const partition of partitions) if (partition.batches !== null) places.of(partition).values = [];
  for (const { topic, partition, offset, value } of recordsOf(partitions)) {
    const { values } = places.of({ topic, partition });
    if (values !== null) values[offset] = value;
  }
  return places;
}
