/** A consumer at a cluster: what it reads, how it finds leaders and ends, and what a broker says of them. */
import test from 'ava';
import type { ConsumedRecord, Consumer } from '../../../broker-core/client/consumer.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { runScenario, type RunResult, type Scenario } from '../../index.js';
import type { LoadContext, SentRecord } from '../definition/scenario.js';
import type { SettingOverrides } from '../settings/table.js';

const TOPIC = 'orders';
const FIRST = { topic: TOPIC, partition: 0 } as const;
const WAIT = { kind: 'sleep', label: 'test waits' } as const;

type Body = (ctx: Ctx, consumer: Consumer, produce: (count: number) => Promise<void>) => Promise<void>;

/** One consumer, and one producer that sends `v0`, `v1`, … when it is told to. */
async function withConsumer(
  body: Body,
  settings: SettingOverrides = {},
  more: Partial<Scenario> = {},
): Promise<RunResult> {
  const load = ({ clients, consumers, history }: LoadContext, done: () => void): void => {
    let sent = 0;
    const [producer] = clients;
    const produce = (count: number): Promise<void> =>
      new Promise((resolve) =>
        producer?.run(async (ctx) => {
          for (let n = 0; n < count; n += 1, sent += 1) {
            const value = `v${sent}`;
            history.sent.push(unknownFate(value));
            await producer.client.producer.send(ctx, { topic: TOPIC, key: null, value });
          }
          ctx.env.tasks.enter();
          resolve();
        }),
      );
    const [reader] = consumers;
    reader?.run(async (ctx) => {
      await body(ctx, reader.client.newConsumer(), produce);
      done();
    });
  };
  const scenario: Scenario = {
    name: 'one-consumer',
    doc: 'One consumer.',
    source: 'Kafka documentation, "The Consumer"',
    variant: 'reference',
    settings: {
      'topic.partitions': 1,
      'consumer.count': 1,
      'client.profile': 'java',
      'client.requestTimeoutMs': 500,
      'run.startMs': 5000,
      ...settings,
    },
    topics: (resolved) => [{ name: TOPIC, partitions: resolved['topic.partitions'] }],
    faults: () => [],
    load,
    ...more,
  };
  return runScenario(scenario, { seed: 1 });
}

/** These tests look at the consumer alone; of the record the history says no more than that it was sent. */
function unknownFate(value: string): SentRecord {
  const outcome = { type: 'failed', error: 'REQUEST_TIMED_OUT', mayBeInLog: true } as const;
  return { client: 'c1', topic: TOPIC, value, acks: -1, sentAtUs: 0, answeredAtUs: 0, outcome };
}

/** Polls until it has so many. */
async function readCount(ctx: Ctx, consumer: Consumer, count: number): Promise<readonly ConsumedRecord[]> {
  const records: ConsumedRecord[] = [];
  while (records.length < count) records.push(...(await consumer.poll(ctx, 100_000)));
  return records;
}

const values = (records: readonly ConsumedRecord[]): readonly string[] => records.map(({ value }) => value);

test('a consumer reads everything once and in order, over all partitions, and no more than it asked for', async (t) => {
  const polls: (readonly ConsumedRecord[])[] = [];
  const settings = { 'topic.partitions': 3, 'consumer.pollRecordsMax': 4 };
  const result = await withConsumer(async (ctx, consumer, produce) => {
    consumer.assign([0, 1, 2].map((partition) => ({ topic: TOPIC, partition })));
    await produce(20);
    while (polls.flat().length < 20) polls.push(await consumer.poll(ctx, 100_000));
  }, settings);
  t.is(result.verdict, 'passed');
  t.true(polls.every((records) => records.length <= 4));
  t.is(new Set(values(polls.flat())).size, 20);
  for (const partition of [0, 1, 2]) {
    const offsets = polls.flat().filter((record) => record.partition === partition);
    t.deepEqual(
      offsets.map(({ offset }) => offset),
      offsets.map((_, place) => place),
    );
  }
  t.true((result.operations['fetch']?.ok ?? 0) > 0);
});

test('a poll ends with nothing when nothing comes, and a fetch waits at the leader meanwhile', async (t) => {
  let tookUs = 0;
  const settings = { 'consumer.fetchMaxWaitMs': 400 };
  const result = await withConsumer(async (ctx, consumer) => {
    consumer.assign([FIRST]);
    const startUs = ctx.env.clock.nowUs();
    t.deepEqual(await consumer.poll(ctx, 250_000), []);
    tookUs = ctx.env.clock.nowUs() - startUs;
    await consumer.close(ctx);
  }, settings);
  t.is(tookUs, 250_000);
  // The one fetch has ended by its own time-out, and `close` has waited for it.
  t.like(result.operations['fetch'], { ok: 1, pending: 0 });
});

test('when its leader dies a consumer finds the next one, and misses nothing', async (t) => {
  const result = await withConsumer(
    async (ctx, consumer, produce) => {
      consumer.assign([FIRST]);
      await produce(5);
      t.is((await readCount(ctx, consumer, 5)).length, 5);
      await sleep(ctx, 1_000_000, WAIT);
      await produce(5);
      t.deepEqual(values(await readCount(ctx, consumer, 5)), ['v5', 'v6', 'v7', 'v8', 'v9']);
      t.is(consumer.position(FIRST), 10);
    },
    { 'broker.heartbeatMs': 100, 'broker.sessionTimeoutMs': 400 },
    {
      faults: () => [
        {
          id: 'dies',
          type: 'crash',
          target: 'leader of orders/0',
          loses: 'all',
          atMs: 5500,
          untilMs: 13_000,
        },
      ],
    },
  );
  t.is(result.verdict, 'passed');
  t.true((result.operations['fetch']?.errors['REQUEST_TIMED_OUT'] ?? 0) > 0);
});

test('without a position a consumer begins where it is told to: at the earliest offset, or at the end', async (t) => {
  for (const [offsetReset, expected] of [
    ['earliest', ['v0', 'v1', 'v2', 'v3']],
    ['latest', ['v3']],
  ] as const) {
    const read: string[] = [];
    await withConsumer(
      async (ctx, consumer, produce) => {
        await produce(3);
        consumer.assign([FIRST]);
        await consumer.poll(ctx, 20_000);
        consumer.assign([FIRST]);
        read.push(...values(await consumer.poll(ctx, 20_000)));
        await produce(1);
        while (read.at(-1) !== 'v3') read.push(...values(await consumer.poll(ctx, 100_000)));
      },
      { 'consumer.offsetReset': offsetReset },
    );
    t.deepEqual(read, expected);
  }
});

test('a partition without a leader does not keep its siblings from being read', async (t) => {
  const read: ConsumedRecord[] = [];
  let tookUs = 0;
  const settings = {
    'cluster.nodes': 5,
    'topic.partitions': 2,
    'topic.replicationFactor': 1,
    'client.retryBackoffMs': 5000,
    'broker.heartbeatMs': 100,
    'broker.sessionTimeoutMs': 400,
  };
  await withConsumer(
    async (ctx, consumer, produce) => {
      await produce(20);
      // Until the leader's session has ended, so that the cluster says that there is none.
      await sleep(ctx, 3_000_000, WAIT);
      consumer.assign([0, 1].map((partition) => ({ topic: TOPIC, partition, offset: 0 })));
      const startUs = ctx.env.clock.nowUs();
      while (read.length === 0) read.push(...(await consumer.poll(ctx, 10_000_000)));
      tookUs = ctx.env.clock.nowUs() - startUs;
    },
    settings,
    {
      faults: () => [
        {
          id: 'dies',
          type: 'crash',
          target: 'leader of orders/0',
          loses: 'all',
          atMs: 5900,
          untilMs: 30_000,
        },
      ],
    },
  );
  t.true(read.every(({ partition }) => partition === 1));
  // One request to the dead broker, at most; and not the backoff after it.
  t.true(tookUs < 1_000_000, String(tookUs));
});

test('a place outside the log is out of range: the consumer goes on where `offsetReset` says', async (t) => {
  const read: string[] = [];
  const result = await withConsumer(async (ctx, consumer, produce) => {
    await produce(2);
    consumer.assign([{ ...FIRST, offset: 1 }]);
    read.push(...values(await readCount(ctx, consumer, 1)));
    consumer.seek(FIRST, 77);
    t.is(consumer.position(FIRST), 77);
    t.is(consumer.assignments, 2);
    read.push(...values(await readCount(ctx, consumer, 2)));
  });
  t.deepEqual(read, ['v1', 'v0', 'v1']);
  t.is(result.counters['consumer.resets'], 1);
  t.is(result.operations['fetch']?.errors['OFFSET_OUT_OF_RANGE'], 1);
});

test('what a fetch brings for an assignment that is no more is dropped', async (t) => {
  const read: ConsumedRecord[] = [];
  await withConsumer(async (ctx, consumer, produce) => {
    await produce(3);
    consumer.assign([{ ...FIRST, offset: 0 }]);
    await consumer.poll(ctx, 5);
    await sleep(ctx, 3000, WAIT);
    consumer.assign([{ ...FIRST, offset: 2 }]);
    read.push(...(await readCount(ctx, consumer, 1)));
  });
  t.deepEqual(values(read), ['v2']);
});

test('the end of a partition is its high watermark', async (t) => {
  const ends: (number | null)[] = [];
  await withConsumer(async (ctx, consumer, produce) => {
    ends.push(await consumer.endOffset(ctx, FIRST));
    await produce(4);
    ends.push(await consumer.endOffset(ctx, FIRST));
    ends.push(await consumer.endOffset(ctx, { topic: 'nowhere', partition: 0 }));
  });
  t.deepEqual(ends, [0, 4, null]);
});
