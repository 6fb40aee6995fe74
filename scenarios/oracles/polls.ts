/** What consumers were given. */
import { clientProfile } from '../harness/cluster/from-settings.js';
import type { Invariant } from '../harness/definition/invariant.js';
import type { ClientHistory, SentRecord } from '../harness/definition/scenario.js';
import { Losses } from './track/losses.js';
import { PerPartition } from './track/per-partition.js';
import { type PolledRecord, polledRecords, successions, stepText } from './track/polled-records.js';
import { offsetText, placeText, valueText } from './track/text.js';

/** That it is not there in the end is `definite-error-is-absent`; here somebody has seen it. */
export const abortedRead: Invariant = {
  name: 'aborted-read',
  doc: 'No consumer is given a record that was refused for certain.',
  source: 'Jepsen, kafka workload, g1a; Kafka protocol guide, error codes',
  needsNoRest: true,
  create: ({ violate, judged }) => ({
    atEnd({ history }) {
      if (history.polls.length === 0) return;
      const refused = new Map<string, SentRecord>();
      for (const record of history.sent) {
        if (record.outcome?.type === 'failed' && !record.outcome.mayBeInLog)
          refused.set(record.value, record);
      }
      for (const polled of polledRecords(history)) {
        judged();
        const { outcome, topic } = refused.get(polled.value) ?? {};
        if (outcome?.type !== 'failed' || topic !== polled.topic) continue;
        violate(
          `${polled.consumer} read ${valueText(polled.value)} at ${offsetText(polled)}, its send failed with ${outcome.error}`,
        );
      }
    },
  }),
};

export const duplicateRead: Invariant = {
  name: 'duplicate-read',
  doc: 'A record of an idempotent producer is read at one offset only, by all consumers.',
  source: 'KIP-98; Jepsen, kafka workload, duplicate',
  needsNoRest: true,
  create: ({ settings, violate, judged }) => ({
    atEnd({ history }) {
      if (history.polls.length === 0 || !clientProfile(settings).idempotent) return;
      const first = new Map<string, PolledRecord>();
      for (const polled of polledRecords(history)) {
        const before = first.get(polled.value);
        judged();
        if (before === undefined) first.set(polled.value, polled);
        else if (offsetText(before) !== offsetText(polled))
          violate(
            `${valueText(polled.value)} was read at ${offsetText(before)} and at ${offsetText(polled)}`,
          );
      }
    },
  }),
};

/** Of each record and the next one that a consumer is given of a partition: whether that is wrong. */
function ofSteps(
  named: Pick<Invariant, 'name' | 'doc' | 'source'>,
  isWrong: (before: number, next: number) => boolean,
): Invariant {
  return {
    ...named,
    needsNoRest: true,
    create: ({ violate, judged, share }) => {
      const losses = share(Losses);
      return {
        atEnd({ history }) {
          const isLost = lostOf(history, losses);
          // 1. The last copy of a partition is gone with its disk. 2. Its log begins again at 0, and its reader.
          for (const step of successions(history)) {
            judged();
            if (isWrong(step.before.offset, step.next.offset) && !isLost(step.before))
              violate(stepText(step));
          }
        },
      };
    },
  };
}

export const pollSkip = ofSteps(
  {
    name: 'poll-skip',
    doc: 'Within an assignment a consumer is given every offset of a partition, and leaves out none.',
    source: 'Jepsen, kafka workload, int-poll-skip and poll-skip',
  },
  // Offsets are dense here, so every gap is one.
  (before, next) => next > before + 1,
);

export const nonmonotonicPoll = ofSteps(
  {
    name: 'nonmonotonic-poll',
    doc: 'Within an assignment a consumer is given no offset of a partition twice, and none after a higher one.',
    source: 'Jepsen, kafka workload, int-nonmonotonic-poll and nonmonotonic-poll',
  },
  (before, next) => next <= before,
);

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

/** Whether a record that was read is one that may rightly be gone since. */
function lostOf(history: ClientHistory, losses: Losses): (polled: PolledRecord) => boolean {
  const sentAtUs = new Map<string, number>();
  for (const { value, sentAtUs: atUs } of history.sent) sentAtUs.set(value, atUs);
  return (polled) => losses.mayLack(polled, sentAtUs.get(polled.value) ?? 0);
}

/** A consumer that reads past a record shows that it is gone. */
export const lostWrite: Invariant = {
  name: 'lost-write',
  doc: 'An acknowledged record below the highest offset that was read has been read by somebody.',
  source: 'Jepsen, kafka workload, lost-write',
  needsNoRest: true,
  create: ({ violate, judged, share }) => {
    const losses = share(Losses);
    return {
      atEnd({ history }) {
        if (history.polls.length === 0) return;
        const partitions = new PerPartition(() => new Read());
        const isLost = lostOf(history, losses);
        // A log that was lost begins again below what was read of it.
        for (const polled of polledRecords(history))
          if (!isLost(polled)) partitions.of(polled).note(polled.offset, polled.value);
        for (const { topic, value, acks, outcome, sentAtUs } of history.sent) {
          if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
          if (losses.mayLack({ topic, partition: outcome.partition }, sentAtUs)) continue;
          const { partition, offset } = outcome;
          const { lowest, highest, values } = partitions.of({ topic, partition });
          if (offset < lowest || offset > highest) continue;
          judged();
          if (values.get(offset) === value) continue;
          const found = values.get(offset);
          const there = found === undefined ? 'nobody read it' : `${valueText(found)} was read there`;
          const place = offsetText({ topic, partition, offset });
          violate(
            `${place}: acknowledged ${valueText(value)}, ${there}, and others up to ${highest} were read`,
          );
        }
      },
    };
  },
};

/** Of consumers that begin at the earliest offset. */
export const unseenAfterFinalPolls: Invariant = {
  name: 'unseen-after-final-polls',
  doc: 'When a partition has been read to its end, every acknowledged record of it has been read.',
  source: 'Jepsen, kafka workload, unseen',
  create: ({ settings, violate, judged, share }) => {
    const losses = share(Losses);
    return {
      atEnd({ history }) {
        if (history.finalPolls.length === 0 || settings['consumer.offsetReset'] !== 'earliest') return;
        const finished = new PerPartition(() => ({ by: '' }));
        for (const final of history.finalPolls) finished.of(final).by ||= final.consumer;
        const seen = new Set<string>();
        const isLost = lostOf(history, losses);
        // A consumer that had read to there goes on from there, in a log that was lost and has begun again.
        const lost = new PerPartition(() => new Read());
        for (const polled of polledRecords(history)) {
          seen.add(`${polled.topic} ${polled.value}`);
          if (isLost(polled)) lost.of(polled).note(polled.offset, polled.value);
        }
        for (const { topic, value, acks, outcome, sentAtUs } of history.sent) {
          if (acks !== -1 || outcome?.type !== 'acknowledged') continue;
          const place = { topic, partition: outcome.partition };
          if (losses.mayLack(place, sentAtUs) || outcome.offset <= lost.of(place).highest) continue;
          const { by } = finished.of(place);
          if (by === '') continue;
          judged();
          if (seen.has(`${topic} ${value}`)) continue;
          const offset = `offset ${outcome.offset}`;
          violate(
            `${placeText(place)} ${offset}: acknowledged ${valueText(value)}, which nobody has read, though ${by} read to the end`,
          );
        }
      },
    };
  },
};
