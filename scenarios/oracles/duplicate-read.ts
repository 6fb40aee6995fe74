import { clientProfile } from '../harness/cluster/from-settings.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { polledRecords, type PolledRecord } from './track/polled-records.js';
import { placeText, valueText } from './track/text.js';

/**
 * Consumers find what an idempotent producer sent at one place, all of them at the same (`duplicate` of Jepsen's Kafka workload). Checked
 * at the end; says nothing of producers that are not idempotent.
 */
export const duplicateRead: Invariant = {
  name: 'duplicate-read',
  doc: 'A record of an idempotent producer is read at one offset only, whoever reads it.',
  source: 'KIP-98; Jepsen, kafka workload, duplicate',
  create: ({ settings, violate }) => ({
    atEnd({ history }) {
      if (history.polls.length === 0 || !clientProfile(settings).idempotent) return;
      const first = new Map<string, PolledRecord>();
      for (const polled of polledRecords(history)) {
        const before = first.get(polled.value);
        if (before === undefined) first.set(polled.value, polled);
        else if (placeOf(before) !== placeOf(polled))
          violate(`${valueText(polled.value)} was read at ${placeOf(before)} and at ${placeOf(polled)}`);
      }
    },
  }),
};

function placeOf(polled: PolledRecord): string {
  return `${placeText(polled)} offset ${polled.offset}`;
}
