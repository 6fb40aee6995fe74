import type { FinalPartition, Invariant } from './invariant.js';
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
      const values = valuesByPlace(partitions);
      for (const { topic, value, acks, outcome } of history.sent) {
        if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
        const { partition, offset } = outcome;
        const offsets = values.get(`${topic}/${String(partition)}`);
        // A partition that nobody could read says nothing of what is in it; that it cannot be read is another invariant's affair.
        if (offsets === null || partitions.length === 0) continue;
        const found = offsets?.get(offset);
        if (found !== value) {
          const there = found === undefined ? 'nothing' : valueText(found);
          violate(
            `${placeText({ topic, partition })} offset ${String(offset)}: acknowledged ${valueText(value)}, found ${there}`,
          );
        }
      }
    },
  }),
};

function valuesByPlace(partitions: readonly FinalPartition[]): Map<string, Map<number, string> | null> {
  const places = new Map<string, Map<number, string> | null>();
  for (const { topic, partition, batches } of partitions) {
    if (batches === null) {
      places.set(`${topic}/${String(partition)}`, null);
      continue;
    }
    const offsets = new Map<number, string>();
    for (const { baseOffset, records } of batches) {
      records.forEach(({ value }, place) => offsets.set(baseOffset + place, value));
    }
    places.set(`${topic}/${String(partition)}`, offsets);
  }
  return places;
}
