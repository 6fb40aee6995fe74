import type { SentRecord } from '../harness/definition/scenario.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { recordsOf } from './track/final-records.js';
import { placeText, valueText } from './track/text.js';

/**
 * A record whose send failed for certain is not in the log (invariant 27; `g1a`, aborted read, of Jepsen's Kafka workload). A time-out
 * is no such failure. Checked at the end.
 */
export const definiteErrorIsAbsent: Invariant = {
  name: 'definite-error-is-absent',
  doc: 'A record that was refused for certain is never read.',
  source: 'Kafka protocol guide, error codes; Jepsen, kafka workload, g1a',
  create: ({ violate }) => ({
    atEnd({ history, partitions }) {
      const refused = new Map<string, SentRecord>();
      for (const record of history.sent) {
        if (record.outcome?.type === 'failed' && !record.outcome.mayBeInLog)
          refused.set(record.value, record);
      }
      if (refused.size === 0) return;
      for (const found of recordsOf(partitions)) {
        const { outcome, topic } = refused.get(found.value) ?? {};
        if (outcome?.type !== 'failed' || topic !== found.topic) continue;
        const place = `${placeText(found)} offset ${found.offset}`;
        violate(`${place}: ${valueText(found.value)} is there, its send failed with ${outcome.error}`);
      }
    },
  }),
};
