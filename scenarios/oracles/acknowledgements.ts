/** At which offsets clients were told that records are. */
import type { Invariant } from '../harness/definition/invariant.js';
import { recordsOf } from './track/final-records.js';
import { Losses } from './track/losses.js';
import type { PartitionPlace } from './track/per-partition.js';
import { polledRecords } from './track/polled-records.js';
import { offsetText, valueText } from './track/text.js';

/** Which client was told, and by which broker, that this value is at an offset. */
interface Claim {
  readonly who: string;
  readonly value: string;
}

export const inconsistentOffsets: Invariant = {
  name: 'inconsistent-offsets',
  doc: 'No two clients are told of different records at one offset, by acknowledgements (acks=all) or by reads.',
  source: 'Jepsen, kafka workload, inconsistent-offsets',
  needsNoRest: true,
  create: ({ violate, judged, share }) => {
    const losses = share(Losses);
    return {
      atEnd({ history, partitions }) {
        const claims = new Map<string, Claim>();
        const sentAtUs = new Map<string, number>();
        for (const record of history.sent) sentAtUs.set(record.value, record.sentAtUs);
        const isOwed = (record: PartitionPlace & { readonly value: string }): boolean =>
          !losses.mayLack(record, sentAtUs.get(record.value) ?? 0);
        const compare = (place: string, who: string, value: string): void => {
          const before = claims.get(place);
          if (before !== undefined) judged();
          if (before === undefined) claims.set(place, { who, value });
          else if (before.value !== value)
            violate(`${place}: ${valueText(before.value)} was ${before.who}, ${valueText(value)} was ${who}`);
        };
        for (const { topic, acks, outcome, client, value } of history.sent) {
          if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
          const { partition, offset } = outcome;
          if (!isOwed({ topic, partition, value })) continue;
          compare(offsetText({ topic, partition, offset }), `acknowledged to ${client}`, value);
        }
        for (const polled of polledRecords(history))
          if (isOwed(polled)) compare(offsetText(polled), `read by ${polled.consumer}`, polled.value);
        if (history.polls.length === 0) return;
        // Without consumers it is the affair of `acknowledged-record-survives` what is there in the end.
        for (const record of recordsOf(partitions))
          if (isOwed(record)) compare(offsetText(record), 'read in the end', record.value);
      },
    };
  },
};

interface Answered {
  readonly value: string;
  readonly offset: number;
  readonly answeredAtUs: number;
}

/** Records of one client in one partition. */
class Stream {
  /** The highest offset that the client knew of, and whose it was. */
  highest: Answered | null = null;
  /** Acknowledged, but perhaps not yet when the newest was sent. */
  recent: Answered[] = [];

  /** What was answered by `atUs` the client knew. */
  settle(atUs: number): void {
    const { recent } = this;
    this.recent = recent.filter(({ answeredAtUs }) => answeredAtUs > atUs);
    for (const answered of recent) {
      if (answered.answeredAtUs <= atUs && answered.offset > (this.highest?.offset ?? -1))
        this.highest = answered;
    }
  }
}

/** With `acks=all`: with less, what was told may be lost. */
export const producerOrder: Invariant = {
  name: 'producer-order',
  doc: 'Of one client and partition, what is sent later has a higher offset than what was acknowledged before.',
  source: 'Kafka documentation, "Guarantees"; Jepsen, kafka workload, nonmonotonic-send',
  needsNoRest: true,
  create: ({ violate, judged, share }) => {
    const losses = share(Losses);
    return {
      atEnd({ history }) {
        const streams = new Map<string, Stream>();
        // History is in the order of sending.
        for (const { client, topic, value, acks, sentAtUs, outcome, answeredAtUs } of history.sent) {
          if (acks !== -1 || outcome?.type !== 'acknowledged' || answeredAtUs === null) continue;
          if (losses.mayLack({ topic, partition: outcome.partition }, sentAtUs)) continue;
          const { partition, offset } = outcome;
          const key = `${client} ${topic}/${partition}`;
          const stream = streams.get(key) ?? new Stream();
          streams.set(key, stream);
          stream.settle(sentAtUs);
          const { highest } = stream;
          if (highest !== null) judged();
          if (highest !== null && offset <= highest.offset) {
            const later = `${valueText(value)} is at offset ${offset}`;
            violate(
              `${key}: ${later}, sent after ${valueText(highest.value)} was known at ${highest.offset}`,
            );
          }
          stream.recent.push({ value, offset, answeredAtUs });
        }
      },
    };
  },
};
