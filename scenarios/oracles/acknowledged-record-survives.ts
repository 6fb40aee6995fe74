import type { FinalPartition, Invariant } from '../harness/definition/invariant.js';
import { PerPartition } from './track/per-partition.js';
import { placeText, valueText } from './track/text.js';

/**
 * A record that was acknowledged with `acks=all` is in its partition at the offset that was given (invariant 21; `lost-write` of
 * Jepsen's Kafka workload). Checked at the end, by reading every partition as a consumer does.
 */
export const acknowledgedRecordSurvives: Invariant = {
  name: 'acknowledged-record-survives',
  doc: 'A record acknowledged with acks=all is read back at its offset.',
  source: 'Kafka documentation, "Message delivery semantics"; Jepsen, kafka workload, lost-write',
  create: ({ violate }) => ({
    atEnd({ history, partitions }) {
      // A partition that nobody could read says nothing of what is in it; that it cannot be read is another invariant's affair.
      if (partitions.length === 0) return;
      let places: PerPartition<Place> | null = null;
      for (const { topic, value, acks, outcome } of history.sent) {
        if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
        const { partition, offset } = outcome;
        places ??= readPlaces(partitions);
        const { values } = places.of({ topic, partition });
        if (values === null) continue;
        const found = values[offset];
        if (found !== value) {
          const there = found === undefined ? 'nothing' : valueText(found);
          violate(
            `${placeText({ topic, partition })} offset ${offset}: acknowledged ${valueText(value)}, found ${there}`,
          );
        }
      }
    },
  }),
};

/** What was read of a partition, by offset; null: it could not be read. */
interface Place {
  values: string[] | null;
}

function readPlaces(partitions: readonly FinalPartition[]): PerPartition<Place> {
  const places = new PerPartition((): Place => ({ values: [] }));
  for (const partition of partitions) {
    const place = places.of(partition);
    if (partition.batches === null) place.values = null;
    for (const { baseOffset, records } of partition.batches ?? []) {
      let offset = baseOffset;
      for (const { value } of records) {
        if (place.values !== null) place.values[offset] = value;
        offset += 1;
      }
    }
  }
  return places;
}
