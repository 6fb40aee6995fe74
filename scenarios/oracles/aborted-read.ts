import type { SentRecord } from '../harness/definition/scenario.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { polledRecords } from './track/polled-records.js';
import { placeText, valueText } from './track/text.js';

/**
 * No consumer is ever given a record whose send failed for certain (`g1a` of Jepsen's Kafka workload). That it is not there in the end is
 * `definite-error-is-absent`; here somebody has seen it. Checked at the end.
 */
export const abortedRead: Invariant = {
  name: 'aborted-read',
  doc: 'No consumer is given a record that was refused for certain.',
  source: 'Jepsen, kafka workload, g1a; Kafka protocol guide, error codes',
  create: ({ violate }) => ({
    atEnd({ history }) {
      if (history.polls.length === 0) return;
      const refused = new Map<string, SentRecord>();
      for (const record of history.sent) {
        if (record.outcome?.type === 'failed' && !record.outcome.mayBeInLog)
          refused.set(record.value, record);
      }
      for (const polled of polledRecords(history)) {
        const { outcome, topic } = refused.get(polled.value) ?? {};
        if (outcome?.type !== 'failed' || topic !== polled.topic) continue;
        const place = `${placeText(polled)} offset ${polled.offset}`;
        violate(
          `${polled.consumer} read ${valueText(polled.value)} at ${place}, its send failed with ${outcome.error}`,
        );
      }
    },
  }),
};
