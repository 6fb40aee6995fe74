import test from 'ava';
import { endOffset, type RecordBatch } from '../../../broker-core/protocol/record-batch.js';
import type { FetchRequest, FetchResponse } from '../../../broker-core/protocol/fetch.js';
import { batchSizeBytes } from '../../../broker-core/protocol/size.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { runScenario } from '../../index.js';
import type { ClientHistory, SentRecord } from '../definition/scenario.js';
import { rawRequests, WAIT, type Ask } from './testkit/raw-requests.js';

interface Reading {
  readonly fetch: (wanted: Partial<FetchRequest>, offsets?: readonly number[]) => Promise<FetchResponse>;
  /** Has a value written to a partition, so long from now. */
  readonly write: (partition: number, value: string, inUs?: number) => void;
  readonly nowUs: () => number;
}

const PARTITIONS = 3;
/** What one record of so many letters takes on the wire. */
const batchBytes = (letters: number): number =>
  batchSizeBytes({
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    records: [{ key: null, value: '.'.repeat(letters), timestampUs: 0 }],
  });

/** One broker, one topic of three partitions, `written` in them. */
async function reading(
  written: readonly (readonly string[])[],
  body: (reading: Reading) => Promise<void>,
): Promise<void> {
  let ran = false;
  const result = await runScenario(
    {
      name: 'reading',
      doc: 'A consumer reads three partitions.',
      source: 'none; a test',
      variant: 'reference',
      settings: { 'cluster.nodes': 1 },
      topics: () => [{ name: 'read', partitions: PARTITIONS }],
      faults: () => [],
      load: ({ clients: [client], history }, done) =>
        client?.run(async (ctx) => {
          const ask = rawRequests(ctx);
          for (const [partition, values] of written.entries())
            for (const value of values) await produce(ask, history, partition, value);
          await body({
            fetch: (wanted, offsets) => ask('n1', fetchRequest(wanted, offsets)),
            write: (partition, value, inUs = 0) =>
              client.run(async (own) => {
                if (inUs > 0) await sleep(own, inUs, WAIT);
                await produce(ask, history, partition, value);
              }),
            nowUs: () => ctx.env.clock.nowUs(),
          });
          ran = true;
          done();
        }),
    },
    { seed: 1 },
  );
  if (!ran || result.verdict !== 'passed')
    throw new Error(`${result.verdict}: ${JSON.stringify(result.violations)}`);
}

async function produce(ask: Ask, { sent }: ClientHistory, partition: number, value: string): Promise<void> {
  const records = [{ key: null, value, timestampUs: 0 }];
  const batch = { producerId: -1, producerEpoch: -1, baseSequence: -1, records };
  const batches = [{ topic: 'read', partition, leaderEpoch: null, batch }];
  const record: SentRecord = {
    client: 'c1',
    topic: 'read',
    value,
    acks: -1,
    sentAtUs: 0,
    answeredAtUs: null,
    outcome: null,
  };
  sent.push(record);
  const { results } = await ask('n1', { type: 'produce', acks: -1, timeoutMs: 1000, batches });
  const [result] = results;
  if (result?.error !== 'NONE') throw new Error(`not written: ${String(result?.error)}`);
  record.outcome = { type: 'acknowledged', partition, offset: result.baseOffset };
}

function fetchRequest(wanted: Partial<FetchRequest>, offsets: readonly number[] = [0, 0, 0]): FetchRequest {
  const partitions = offsets.map((offset, partition) => ({
    topic: 'read',
    partition,
    offset,
    leaderEpoch: null,
    maxBytes: 1_000_000,
  }));
  return {
    type: 'fetch',
    reader: { type: 'consumer' },
    minBytes: 1,
    maxWaitMs: 500,
    maxBytes: 1_000_000,
    partitions,
    ...wanted,
  };
}

const batchesOf = ({ results }: FetchResponse): readonly (readonly RecordBatch[])[] =>
  results.map((result) => (result.error === 'NONE' ? result.batches : []));

/** Letters of the values of each partition. */
const lettersOf = (response: FetchResponse): readonly (readonly number[])[] =>
  batchesOf(response).map((batches) =>
    batches.flatMap(({ records }) => records.map(({ value }) => value.length)),
  );

test('minBytes is of all partitions together: what is there in each adds up, at once or when the last of it comes', async (t) => {
  await reading([['a'.repeat(100)], ['b'.repeat(100)], []], async ({ fetch, write, nowUs }) => {
    const startUs = nowUs();
    const atOnce = await fetch({ minBytes: 2 * batchBytes(100) });
    t.deepEqual(lettersOf(atOnce), [[100], [100], []]);
    t.true(nowUs() - startUs < 10_000);

    const waitsFromUs = nowUs();
    write(2, 'c'.repeat(100), 100_000);
    write(0, 'd'.repeat(100), 200_000);
    write(1, 'e'.repeat(100), 300_000);
    const later = await fetch({ minBytes: 4 * batchBytes(100) });
    t.deepEqual(lettersOf(later), [[100, 100], [100], [100]]);
    const waitedMs = (nowUs() - waitsFromUs) / 1000;
    t.true(waitedMs > 200 && waitedMs < 220, `${waitedMs} ms`);
  });
});

test('a fetch that never gets enough is answered when its time is up, with what there is', async (t) => {
  await reading([['a'], [], []], async ({ fetch, write, nowUs }) => {
    const startUs = nowUs();
    write(1, 'b', 100_000);
    const fetched = await fetch({ minBytes: 10_000, maxWaitMs: 300 });
    t.deepEqual(lettersOf(fetched), [[1], [1], []]);
    const waitedMs = (nowUs() - startUs) / 1000;
    t.true(waitedMs >= 300 && waitedMs < 310, `${waitedMs} ms`);
  });
});

test('minBytes counts no more of a partition than it may give, and is never more than maxBytes', async (t) => {
  const hundred = 'a'.repeat(100);
  await reading([[hundred, hundred, hundred], [], []], async ({ fetch, nowUs }) => {
    const startUs = nowUs();
    const limited = fetchRequest({}).partitions.map((one) => ({ ...one, maxBytes: batchBytes(100) }));
    const fetched = await fetch({ minBytes: 2 * batchBytes(100), partitions: limited, maxWaitMs: 300 });
    t.deepEqual(lettersOf(fetched), [[100], [], []]);
    t.true(nowUs() - startUs >= 300_000);

    const againUs = nowUs();
    t.deepEqual(lettersOf(await fetch({ minBytes: 1_000_000, maxBytes: 2 * batchBytes(100) })), [
      [100, 100],
      [],
      [],
    ]);
    t.true(nowUs() - againUs < 10_000);
  });
});

test('maxBytes is kept over all partitions; the first batch of all comes however large it is, and no other', async (t) => {
  const [small, large] = ['s'.repeat(10), 'l'.repeat(1000)];
  await reading([[small, small], [large], [small, small]], async ({ fetch }) => {
    const maxBytes = 3 * batchBytes(10);
    const mixed = await fetch({ maxBytes });
    // The large one does not fit; of those after it one does.
    t.deepEqual(lettersOf(mixed), [[10, 10], [], [10]]);
    const sizeBytes = batchesOf(mixed)
      .flat()
      .reduce((sum, batch) => sum + batchSizeBytes(batch), 0);
    t.is(sizeBytes, maxBytes);

    const tight = await fetch({ maxBytes: 1 });
    t.deepEqual(lettersOf(tight), [[10], [], []]);
    t.is(endOffset(batchesOf(tight)[0]?.[0] ?? t.fail('there is a batch')), 1);
    t.deepEqual(lettersOf(await fetch({ maxBytes: 1 }, [2, 0, 0])), [[], [1000], []]);

    const each = fetchRequest({}, [0, 0, 0]).partitions.map((one) => ({ ...one, maxBytes: 1 }));
    t.deepEqual(lettersOf(await fetch({ partitions: each })), [[10], [], []]);
  });
});

test('an error in one partition is not waited for', async (t) => {
  await reading([['a'], [], []], async ({ fetch, nowUs }) => {
    const startUs = nowUs();
    const { results } = await fetch({ minBytes: 10_000 }, [0, 7, 0]);
    const errors = results.map(({ error }) => error);
    t.deepEqual(errors, ['NONE', 'OFFSET_OUT_OF_RANGE', 'NONE']);
    t.true(nowUs() - startUs < 10_000);
  });
});
