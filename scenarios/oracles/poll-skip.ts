import type { Invariant } from '../harness/definition/invariant.js';
import { successions, whereBetween } from './track/polled-records.js';
import { placeText } from './track/text.js';

/**
 * A consumer that nobody moves leaves out no offset (`int-poll-skip` within a poll and `ext-poll-skip` between two, of Jepsen's Kafka
 * workload). Offsets are dense here, so every gap is one. Checked at the end.
 */
export const pollSkip: Invariant = {
  name: 'poll-skip',
  doc: 'Within an assignment a consumer is given every offset of a partition, and leaves out none.',
  source: 'Jepsen, kafka workload, int-poll-skip and poll-skip',
  create: ({ violate }) => ({
    atEnd({ history }) {
      for (const { before, next } of successions(history)) {
        if (next.offset <= before.offset + 1) continue;
        const offsets = `offset ${next.offset} after ${before.offset}`;
        violate(`${next.consumer} ${placeText(next)}: ${offsets}, ${whereBetween(before, next)}`);
      }
    },
  }),
};
