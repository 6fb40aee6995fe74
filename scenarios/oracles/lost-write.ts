import type { Invariant } from '../harness/definition/invariant.js';
import { PerPartition } from './track/per-partition.js';
import { polledRecords } from './track/polled-records.js';
import { placeText, valueText } from './track/text.js';

/** What consumers have read of a partition. */
class Read {
  lowest = Number.POSITIVE_INFINITY;
  highest = -1;
  readonly values = new Map<number, string>();

  note(offset: number, value: string): void {
    this.lowest = Math.min(this.lowest, offset);
    this.highest = Math.max(this.highest, offset);
    this.values.set(offset, value);
  }
}

/**
 * Of each partition, every record acknowledged with `acks=all` between the lowest and the highest offset that any consumer has read was
 * read by somebody (`lost-write` of Jepsen's Kafka workload: whoever reads past a record shows that it is gone). Checked at the end.
 */
export const lostWrite: Invariant = {
  name: 'lost-write',
  doc: 'An acknowledged record below the highest offset that was read has been read by somebody.',
  source: 'Jepsen, kafka workload, lost-write',
  create: ({ violate }) => ({
    atEnd({ history }) {
      if (history.polls.length === 0) return;
      const partitions = new PerPartition(() => new Read());
      for (const polled of polledRecords(history)) partitions.of(polled).note(polled.offset, polled.value);
      for (const { topic, value, acks, outcome } of history.sent) {
        if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
        const { partition, offset } = outcome;
        const { lowest, highest, values } = partitions.of({ topic, partition });
        if (offset < lowest || offset > highest || values.get(offset) === value) continue;
        const found = values.get(offset);
        const there = found === undefined ? 'nobody read it' : `${valueText(found)} was read there`;
        const place = `${placeText({ topic, partition })} offset ${offset}`;
        violate(
          `${place}: acknowledged ${valueText(value)}, ${there}, and others up to ${highest} were read`,
        );
      }
    },
  }),
};
