import test from 'ava';
import { World } from '../../sim/world/world.js';
import type { Ctx } from '../runtime/ctx.js';
import { enterTask } from '../runtime/task.js';
import { timeout } from '../runtime/time.js';
import { Client } from './client.js';
import { clientProfiles } from './profile.js';

const LIMIT = { kind: 'timeout', label: 'patience' } as const;

/** What became of each request that a client measured, which asks a broker that never answers. */
async function outcomes(ask: (ctx: Ctx, client: Client) => Promise<unknown>): Promise<readonly string[]> {
  const world = new World({ seed: 1 });
  world.addNode({ nodeId: 'n1', boot: (env) => env.network.onDelivery(() => undefined) });
  world.addNode({
    nodeId: 'c1',
    boot: (env) => {
      const profile = clientProfiles.java;
      const producer = {
        profile,
        bootstrap: ['n1'],
        partitioner: 'round-robin',
        allowAutoCreate: true,
      } as const;
      const consumer = {
        profile,
        fetchMinBytes: 1,
        fetchMaxWaitMs: 500,
        fetchBytesMax: 1000,
        partitionFetchBytesMax: 1000,
        pollRecordsMax: 500,
        offsetReset: 'earliest',
      } as const;
      const client = new Client(env, producer, consumer);
      enterTask(env, async (ctx) => {
        await timeout(ctx, 1000, LIMIT, (inner) => ask(inner, client));
      });
    },
  });
  await world.run();
  return world.recorder.requests.map(({ outcome }) => outcome);
}

test('a look-up that its caller gives up has ended, and waits for nothing any more', async (t) => {
  t.deepEqual(await outcomes((ctx, client) => client.describe(ctx, 'orders')), ['CANCELLED']);
});

test('so have several records that were sent together', async (t) => {
  const records = ['a', 'b'].map((value) => ({ topic: 'orders', key: null, value }));
  const sent = await outcomes((ctx, client) => client.newSpreadSender().send(ctx, 'orders', records));
  t.deepEqual(sent, ['CANCELLED', 'CANCELLED']);
});

test('so has one record; one that its own limit ends has ended once', async (t) => {
  const record = { topic: 'orders', key: null, value: 'a' };
  t.deepEqual(await outcomes((ctx, client) => client.producer.send(ctx, record)), ['CANCELLED']);
  const limited = (ctx: Ctx, client: Client): Promise<unknown> =>
    client.producer.sendWithin(ctx, record, 500);
  t.deepEqual(await outcomes(limited), ['REQUEST_TIMED_OUT']);
});
