/** What is read in the end. */
import { clientProfile } from '../harness/cluster/from-settings.js';
import type { Invariant } from '../harness/definition/invariant.js';
import type { SentRecord } from '../harness/definition/scenario.js';
import { type FinalRecord, finalValues, recordsOf } from './track/final-records.js';
import { Losses } from './track/losses.js';
import { PerPartition } from './track/per-partition.js';
import { offsetText, valueText } from './track/text.js';

export const acknowledgedRecordSurvives: Invariant = {
  name: 'acknowledged-record-survives',
  doc: 'A record acknowledged with acks=all is read back at its offset.',
  source: 'Kafka documentation, "Message delivery semantics"; Jepsen, kafka workload, lost-write',
  create: ({ violate, judged, share }) => {
    const losses = share(Losses);
    return {
      atEnd({ history, partitions }) {
        // A partition that could not be read says nothing of what is in it; that is another invariant's
        // affair.
        if (partitions.length === 0) return;
        let places: ReturnType<typeof finalValues> | null = null;
        for (const { topic, value, acks, outcome, sentAtUs } of history.sent) {
          if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
          if (losses.mayLack({ topic, partition: outcome.partition }, sentAtUs)) continue;
          const { partition, offset } = outcome;
          places ??= finalValues(partitions);
          const { values } = places.of({ topic, partition });
          if (values === null) continue;
          judged();
          const found = values[offset];
          if (found !== value) {
            const there = found === undefined ? 'nothing' : valueText(found);
            violate(
              `${offsetText({ topic, partition, offset })}: acknowledged ${valueText(value)}, found ${there}`,
            );
          }
        }
      },
    };
  },
};

/** A time-out is no such failure. */
export const definiteErrorIsAbsent: Invariant = {
  name: 'definite-error-is-absent',
  doc: 'A record that was refused for certain is never read.',
  source: 'Kafka protocol guide, error codes; Jepsen, kafka workload, g1a',
  create: ({ violate, judged }) => ({
    atEnd({ history, partitions }) {
      const refused = new Map<string, SentRecord>();
      for (const record of history.sent) {
        if (record.outcome?.type === 'failed' && !record.outcome.mayBeInLog)
          refused.set(record.value, record);
      }
      if (refused.size === 0) return;
      for (const found of recordsOf(partitions)) {
        judged();
        const { outcome, topic } = refused.get(found.value) ?? {};
        if (outcome?.type !== 'failed' || topic !== found.topic) continue;
        violate(
          `${offsetText(found)}: ${valueText(found.value)} is there, its send failed with ${outcome.error}`,
        );
      }
    },
  }),
};

export const idempotentNoDuplicate: Invariant = {
  name: 'idempotent-no-duplicate',
  doc: 'A record of an idempotent producer is read at most once.',
  source: 'KIP-98; Jepsen, kafka workload, duplicate',
  create: ({ settings, violate, judged }) => ({
    atEnd({ partitions }) {
      if (!clientProfile(settings).idempotent) return;
      const first = new Map<string, FinalRecord>();
      for (const record of recordsOf(partitions)) {
        const before = first.get(record.value);
        judged();
        if (before === undefined) first.set(record.value, record);
        else violate(`${valueText(record.value)} is at ${offsetText(before)} and at ${offsetText(record)}`);
      }
    },
  }),
};

export const readsAreSound: Invariant = {
  name: 'reads-are-sound',
  doc: 'A consumer reads offsets 0, 1, 2 … and only what somebody sent there.',
  source: 'Jepsen, kafka workload, int-poll-skip and int-nonmonotonic-poll',
  create: ({ violate, judged }) => ({
    atEnd({ history, partitions }) {
      const topicOf = new Map<string, string>();
      for (const { value, topic } of history.sent) topicOf.set(value, topic);
      const expected = new PerPartition(() => ({ offset: 0 }));
      for (const record of recordsOf(partitions)) {
        judged();
        const next = expected.of(record);
        if (record.offset !== next.offset)
          violate(`${offsetText(record)}: read where offset ${next.offset} comes next`);
        next.offset = record.offset + 1;
        const topic = topicOf.get(record.value);
        if (topic === record.topic) continue;
        const sent = topic === undefined ? 'nobody sent it' : `it was sent to ${topic}`;
        violate(`${offsetText(record)}: ${valueText(record.value)} is there, and ${sent}`);
      }
    },
  }),
};
