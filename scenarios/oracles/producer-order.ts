import type { SentRecord } from '../harness/definition/scenario.js';
import type { Invariant, OracleContext } from '../harness/definition/invariant.js';
import { valueText } from './track/text.js';

type Outcome = Extract<SentRecord['outcome'], { type: 'acknowledged' }>;

interface Answered {
  readonly value: string;
  readonly offset: number;
  readonly answeredAtUs: number;
}

/** Records of one client in one partition. */
interface Stream {
  /** The highest offset that the client knew of, and whose it was. */
  highest: Answered | null;
  /** Acknowledged, but perhaps not yet when the newest was sent. */
  recent: Answered[];
}

/** With `acks=all`: with less, what was told may be lost. */
export const producerOrder: Invariant = {
  name: 'producer-order',
  doc: 'Of one client and partition, what is sent later has a higher offset than what was acknowledged before.',
  source: 'Kafka documentation, "Guarantees"; Jepsen, kafka workload, nonmonotonic-send',
  create: ({ violate }) => ({
    atEnd({ history }) {
      const streams = new Map<string, Stream>();
      // History is in the order of sending.
      for (const record of history.sent) {
        const { outcome, answeredAtUs } = record;
        if (record.acks !== -1 || outcome?.type !== 'acknowledged' || answeredAtUs === null) continue;
        const key = `${record.client} ${record.topic}/${outcome.partition}`;
        const stream = streams.get(key) ?? { highest: null, recent: [] };
        streams.set(key, stream);
        settle(stream, record.sentAtUs);
        check(key, stream, record, outcome, violate);
        stream.recent.push({ value: record.value, offset: outcome.offset, answeredAtUs });
      }
    },
  }),
};

/** What was answered by `atUs` the client knew. */
function settle(stream: Stream, atUs: number): void {
  const { recent } = stream;
  stream.recent = recent.filter(({ answeredAtUs }) => answeredAtUs > atUs);
  for (const answered of recent) {
    if (answered.answeredAtUs <= atUs && answered.offset > (stream.highest?.offset ?? -1))
      stream.highest = answered;
  }
}

function check(
  key: string,
  { highest }: Stream,
  { value }: SentRecord,
  { offset }: Outcome,
  violate: OracleContext['violate'],
): void {
  if (highest === null || offset > highest.offset) return;
  const later = `${valueText(value)} is at offset ${offset}`;
  violate(`${key}: ${later}, sent after ${valueText(highest.value)} was known at ${highest.offset}`);
}
