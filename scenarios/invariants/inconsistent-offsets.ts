import type { SentRecord } from '../scenario.js';
import type { Invariant } from './invariant.js';
import { valueText } from './track/text.js';

/** No two clients are told the same offset of a partition with `acks=all` (invariants 22 and 26, as clients see it). At the end. */
export const inconsistentOffsets: Invariant = {
  name: 'inconsistent-offsets',
  doc: 'With acks=all no two sends are acknowledged at the same offset.',
  source: 'Jepsen, kafka workload, inconsistent-offsets',
  create: ({ violate }) => ({
    atEnd({ history }) {
      const sentTo = new Map<string, SentRecord>();
      for (const record of history.sent) {
        if (record.acks !== -1 || record.outcome?.type !== 'acknowledged') continue;
        const { partition, offset } = record.outcome;
        const place = `${record.topic}/${String(partition)} offset ${String(offset)}`;
        const before = sentTo.get(place);
        if (before === undefined) sentTo.set(place, record);
        else {
          const [first, second] = [before, record].map(
            ({ client, value }) => `${client} for ${valueText(value)}`,
          );
          violate(`${place}: acknowledged to ${String(first)} and to ${String(second)}`);
        }
      }
    },
  }),
};
