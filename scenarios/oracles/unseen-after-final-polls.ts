import type { Invariant } from '../harness/definition/invariant.js';
import { PerPartition } from './track/per-partition.js';
import { polledRecords } from './track/polled-records.js';
import { placeText, valueText } from './track/text.js';

/**
 * What was acknowledged with `acks=all` has been read once some consumer has read its partition to the end, after everything had come to
 * rest (`unseen` of Jepsen's Kafka workload). Of consumers that begin at the earliest offset. Checked at the end.
 */
export const unseenAfterFinalPolls: Invariant = {
  name: 'unseen-after-final-polls',
  doc: 'When a partition has been read to its end, every acknowledged record of it has been read.',
  source: 'Jepsen, kafka workload, unseen',
  create: ({ settings, violate }) => ({
    atEnd({ history }) {
      if (history.finalPolls.length === 0 || settings['consumer.offsetReset'] !== 'earliest') return;
      const finished = new PerPartition(() => ({ by: '' }));
      for (const final of history.finalPolls) finished.of(final).by ||= final.consumer;
      const seen = new Set<string>();
      for (const { topic, value } of polledRecords(history)) seen.add(`${topic} ${value}`);
      for (const { topic, value, acks, outcome } of history.sent) {
        if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
        const place = { topic, partition: outcome.partition };
        const { by } = finished.of(place);
        if (by === '' || seen.has(`${topic} ${value}`)) continue;
        const offset = `offset ${outcome.offset}`;
        violate(
          `${placeText(place)} ${offset}: acknowledged ${valueText(value)}, which nobody has read, though ${by} read to the end`,
        );
      }
    },
  }),
};
