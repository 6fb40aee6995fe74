import type { Invariant } from '../harness/definition/invariant.js';
import { successions, whereBetween } from './track/polled-records.js';
import { placeText } from './track/text.js';

/**
 * A consumer that nobody moves never goes back (`int-nonmonotonic-poll` within a poll and `nonmonotonic-poll` between two, of Jepsen's
 * Kafka workload). Checked at the end.
 */
export const nonmonotonicPoll: Invariant = {
  name: 'nonmonotonic-poll',
  doc: 'Within an assignment a consumer is given no offset of a partition twice, and none after a higher one.',
  source: 'Jepsen, kafka workload, int-nonmonotonic-poll and nonmonotonic-poll',
  create: ({ violate }) => ({
    atEnd({ history }) {
      for (const { before, next } of successions(history)) {
        if (next.offset > before.offset) continue;
        const offsets = `offset ${next.offset} after ${before.offset}`;
        violate(`${next.consumer} ${placeText(next)}: ${offsets}, ${whereBetween(before, next)}`);
      }
    },
  }),
};
