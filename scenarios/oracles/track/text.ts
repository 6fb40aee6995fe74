/** How a violation names things. Called only when there is one: the hot path builds no text. */
import type { RecordBatch } from '../../../broker-core/protocol/record-batch.js';
import type { PartitionPlace } from './per-partition.js';

export function placeText({ topic, partition }: PartitionPlace): string {
  return `${topic}/${partition}`;
}

/** `orders/0 offset 7`. */
export function offsetText(place: PartitionPlace & { readonly offset: number }): string {
  return `${placeText(place)} offset ${place.offset}`;
}

/** A value without the padding that makes it as long as it was asked to be. */
export function valueText(value: string): string {
  return value.replace(/\.+$/, '');
}

/** `c1-000017 of epoch 3`. */
export function batchText(batch: RecordBatch | undefined): string {
  if (batch === undefined) return 'nothing';
  const values = batch.records.map(({ value }) => valueText(value)).join(',');
  return `${values} of epoch ${batch.leaderEpoch}`;
}
