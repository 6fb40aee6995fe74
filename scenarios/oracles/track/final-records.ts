/** The records that a consumer read at the end. */
import type { FinalPartition } from '../../harness/definition/invariant.js';

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
