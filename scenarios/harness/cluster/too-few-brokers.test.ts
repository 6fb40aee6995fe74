import test from 'ava';
import { CLIENT_CHANNEL } from '../../../broker-core/broker/config.js';
import type { Wait } from '../../../broker-core/env.js';
import { Mailroom, Rpc } from '../../../broker-core/protocol/rpc.js';
import type { Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import { runScenario, type RunResult } from '../../index.js';
import type { LoadClient } from '../definition/scenario.js';

const WAIT: Wait = { kind: 'sleep', label: 'test' };
const LIMIT_US = 10_000_000;
/** One broker loses power at the start of the load, and has it back after this. */
const DOWN_MS = 6000;

/** Runs `body` once n3 has been down for long enough to be known to be. */
async function withoutN3(
  variant: string,
  body: (ctx: Ctx, client: LoadClient) => Promise<void>,
): Promise<RunResult> {
  let ran = false;
  const result = await runScenario(
    {
      name: 'without-n3',
      doc: 'One broker of three is down for a while.',
      source: 'none; a test',
      variant,
      settings: {
        'broker.heartbeatMs': 200,
        'broker.sessionTimeoutMs': 1000,
        'client.profile': 'java',
        'client.requestTimeoutMs': 500,
      },
      leaderAtStart: 'n1',
      topics: () => [],
      faults: ({ 'run.startMs': atMs }) => [
        { id: 'down', type: 'crash', target: 'n3', loses: 'all', atMs, untilMs: atMs + DOWN_MS },
      ],
      load: ({ clients: [client] }, done) =>
        client?.run(async (ctx) => {
          await sleep(ctx, 3_000_000, WAIT);
          await body(ctx, client);
          ran = true;
          done();
        }),
    },
    { seed: 1 },
  );
  if (!ran) throw new Error(`the load did not end: ${result.verdict}`);
  return result;
}

const wanted = (
  name: string,
  replicationFactor: number,
): Parameters<LoadClient['client']['createTopic']>[2] => ({
  name,
  partitionCount: 2,
  replicationFactor,
  config: [],
});

async function replicaCounts(
  ctx: Ctx,
  { client }: LoadClient,
  topic: string,
): Promise<readonly number[] | string> {
  const described = await client.describe(ctx, topic);
  return described.ok ? described.partitions.map(({ replicas }) => replicas.length) : described.error;
}

test('the reference refuses a topic with more replicas than live brokers, and takes it once they live', async (t) => {
  const result = await withoutN3('reference', async (ctx, client) => {
    for (const to of ['n1', 'n2']) {
      t.is(
        await client.client.createTopic(ctx, to, wanted('three', 3), LIMIT_US),
        'INVALID_REPLICATION_FACTOR',
      );
    }
    t.is(await replicaCounts(ctx, client, 'three'), 'UNKNOWN_TOPIC_OR_PARTITION');
    t.is(await client.client.createTopic(ctx, 'n1', wanted('two', 2), LIMIT_US), 'ok');
    t.deepEqual(await replicaCounts(ctx, client, 'two'), [2, 2]);
    await sleep(ctx, DOWN_MS * 1000, WAIT);
    t.is(await client.client.createTopic(ctx, 'n1', wanted('three', 3), LIMIT_US), 'ok');
    t.deepEqual(await replicaCounts(ctx, client, 'three'), [3, 3]);
    t.is(
      await client.client.createTopic(ctx, 'n1', wanted('four', 4), LIMIT_US),
      'INVALID_REPLICATION_FACTOR',
    );
    t.is(
      await client.client.createTopic(ctx, 'n1', { ...wanted('none', 3), partitionCount: 0 }, LIMIT_US),
      'INVALID_PARTITIONS',
    );
  });
  t.is(result.verdict, 'passed', JSON.stringify(result.violations));
});

test('automatic creation says so too, and the producer asks until the brokers live', async (t) => {
  const result = await withoutN3('reference', async (ctx) => {
    const rpc = new Rpc(ctx.env, new Mailroom(ctx.env.network), CLIENT_CHANNEL);
    const request = { type: 'metadata', topics: ['auto'], allowAutoCreate: true } as const;
    const called = await rpc.call(ctx, 'n2', request, LIMIT_US, WAIT);
    t.deepEqual(called.answered ? called.response.topics : null, [
      { topic: 'auto', error: 'INVALID_REPLICATION_FACTOR' },
    ]);
  });
  t.is(result.verdict, 'passed');
  const later = await withoutN3('reference', async (ctx, client) => {
    const sent = await client.client.producer.send(ctx, { topic: 'auto', key: null, value: 'v' });
    t.true(sent.ok);
    t.deepEqual(await replicaCounts(ctx, client, 'auto'), [3, 3, 3]);
  });
  const latencyMs = later.operations['produce']?.latencyMs?.max ?? 0;
  t.true(latencyMs > DOWN_MS - 3000 && latencyMs < DOWN_MS, `${latencyMs} ms`);
});

test('the historic brokers make do with fewer, and count dead ones', async (t) => {
  await withoutN3('notify', async (ctx, client) => {
    t.is(await client.client.createTopic(ctx, 'n1', wanted('nine', 9), LIMIT_US), 'ok');
    // Nobody waits for the assignments in there.
    await sleep(ctx, 1_000_000, WAIT);
    t.deepEqual(await replicaCounts(ctx, client, 'nine'), [3, 3]);
  });
});
