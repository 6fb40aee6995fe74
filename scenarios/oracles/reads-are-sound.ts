import type { Invariant } from '../harness/definition/invariant.js';
import { recordsOf, type FinalRecord } from './track/final-records.js';
import { PerPartition } from './track/per-partition.js';
import { placeText, valueText } from './track/text.js';

/**
 * A consumer that reads a partition from its start gets every offset once, in order, and nothing that nobody sent (`internal
 * poll-skip` and `internal nonmonotonic-poll` of Jepsen's Kafka workload). Checked at the end.
 */
export const readsAreSound: Invariant = {
  name: 'reads-are-sound',
  doc: 'A consumer reads offsets 0, 1, 2 … and only what somebody sent there.',
  source: 'Jepsen, kafka workload, int-poll-skip and int-nonmonotonic-poll',
  create: ({ violate }) => ({
    atEnd({ history, partitions }) {
      const topicOf = new Map<string, string>();
      for (const { value, topic } of history.sent) topicOf.set(value, topic);
      const expected = new PerPartition(() => ({ offset: 0 }));
      for (const record of recordsOf(partitions)) {
        const next = expected.of(record);
        if (record.offset !== next.offset)
          violate(`${where(record)}: read where offset ${next.offset} comes next`);
        next.offset = record.offset + 1;
        const topic = topicOf.get(record.value);
        if (topic === record.topic) continue;
        const sent = topic === undefined ? 'nobody sent it' : `it was sent to ${topic}`;
        violate(`${where(record)}: ${valueText(record.value)} is there, and ${sent}`);
      }
    },
  }),
};

function where(record: FinalRecord): string {
  return `${placeText(record)} offset ${record.offset}`;
}
