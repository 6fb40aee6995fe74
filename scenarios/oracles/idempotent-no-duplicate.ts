import { clientProfile } from '../harness/cluster/from-settings.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { recordsOf, type FinalRecord } from './track/final-records.js';
import { placeText, valueText } from './track/text.js';

/**
 * What an idempotent producer sent is in the log once, however often it had to try (invariant 23; `duplicate` of Jepsen's Kafka
 * workload). Checked at the end; says nothing of producers that are not idempotent.
 */
export const idempotentNoDuplicate: Invariant = {
  name: 'idempotent-no-duplicate',
  doc: 'A record of an idempotent producer is read at most once.',
  source: 'KIP-98; Jepsen, kafka workload, duplicate',
  create: ({ settings, violate }) => ({
    atEnd({ partitions }) {
      if (!clientProfile(settings).idempotent) return;
      const first = new Map<string, FinalRecord>();
      for (const record of recordsOf(partitions)) {
        const before = first.get(record.value);
        if (before === undefined) first.set(record.value, record);
        else {
          const places = [before, record].map((place) => `${placeText(place)} offset ${place.offset}`);
          violate(`${valueText(record.value)} is at ${places.join(' and at ')}`);
        }
      }
    },
  }),
};
