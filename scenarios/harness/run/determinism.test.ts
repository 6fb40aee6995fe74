import test from 'ava';
import { assert } from '../../../broker-core/assert.js';
import type { CreateWait } from '../../../broker-core/broker/creation/creation.js';
import { presets, type Variant } from '../../../broker-core/historic/presets.js';
import { withStrategies } from '../../../broker-core/historic/strategies.js';
import { Cluster } from '../cluster/cluster.js';
import { runScenario } from '../../index.js';
import { resolveSettings } from '../settings/resolve.js';

const small = { 'client.count': 8, 'client.messages': 200 };

test('same seed, same hash: alone, after other runs, and with causes kept or not', async (t) => {
  const first = await runScenario('create-topic-storm', { seed: 11, set: small });
  await runScenario('leader-loss', { seed: 3, variant: 'reference', set: { 'client.messages': 50 } });
  const again = await runScenario('create-topic-storm', { seed: 11, set: small, causes: 'all' });
  const without = await runScenario('create-topic-storm', { seed: 11, set: small, causes: 'none' });
  t.is(again.hash, first.hash);
  t.is(without.hash, first.hash);
});

test('what a caller expects judges a run, and changes nothing in it', async (t) => {
  for (const variant of ['reference', 'poll-50ms']) {
    const hashes = new Set<string>();
    for (const expects of [[], ['nothing'], ['high-watermark-at-log-end']])
      hashes.add((await runScenario('topic-creation', { seed: 11, variant, expects, causes: 'none' })).hash);
    t.is(hashes.size, 1, variant);
  }
});

test('another seed, another hash', async (t) => {
  const hashes = new Set<string>();
  for (let seed = 0; seed < 8; seed += 1)
    hashes.add((await runScenario('topic-creation-cascade', { seed, variant: 'reference' })).hash);
  t.is(hashes.size, 8);
});

test('the resolved schedule of a run gives the same run again', async (t) => {
  for (const [scenario, variant] of [
    ['topic-creation-cascade', 'forward-then-register'],
    ['topic-creation-no-quorum', 'forward-then-register'],
    ['leader-loss', 'reference'],
  ] as const) {
    const set = scenario === 'leader-loss' ? { 'client.messages': 400 } : {};
    const first = await runScenario(scenario, { seed: 2, variant, set });
    const again = await runScenario(scenario, { seed: 2, variant, set, faults: first.schedule });
    t.is(again.hash, first.hash, scenario);
  }
});

test('a barrier after every event changes nothing: nothing enters async code without saying so', async (t) => {
  const hashes: string[] = [];
  for (const barrierOnlyWhenEntered of [true, false])
    hashes.push(await clusterHash({ barrierOnlyWhenEntered }));
  t.is(hashes[0], hashes[1]);
});

test('messages are plain data that nobody changes once sent', async (t) => {
  t.is(await clusterHash({ verifyPayloads: true }), await clusterHash({}));
});

/** A reference cluster that comes up and elects, for three seconds. */
async function clusterHash(world: {
  barrierOnlyWhenEntered?: boolean;
  verifyPayloads?: boolean;
}): Promise<string> {
  const { settings } = resolveSettings({ variant: { 'loop.periodMs': 0 } });
  const cluster = new Cluster({
    settings,
    strategies: {},
    world: { seed: 5, untilUs: 6_000_000, ...world },
    observe: () => undefined,
    onCrash: () => undefined,
  });
  const end = await cluster.world.run(null, () =>
    cluster.operator.run(async (ctx) => {
      for (let n = 0; n < 20; n += 1) {
        await cluster.operator.client.producer.send(ctx, { topic: `t${n % 3}`, key: null, value: `v${n}` });
      }
    }),
  );
  if (end.reason === 'failed') throw end.error;
  return cluster.world.kernel.hashText();
}

test.serial('ambient time and chance in the broker end the run, and the caller is named', async (t) => {
  const base = presets.find(({ name }) => name === 'poll-50ms');
  assert(base !== undefined, 'there is a preset poll-50ms');
  const planted = [
    ['Date.now', () => Date.now()],
    ['Math.random', () => Math.random()],
    ['setTimeout', () => setTimeout(() => undefined, 1)],
  ] as const;
  for (const [what, reach] of planted) {
    const plantedInTheBroker: CreateWait = () => {
      reach();
      return Promise.resolve({ ok: true });
    };
    const variant: Variant = {
      ...base,
      name: 'planted',
      strategies: (config) => withStrategies(base, config, { createWait: plantedInTheBroker }),
    };
    const result = await runScenario('create-topic-storm', { seed: 1, set: small, variant });
    t.is(result.verdict, 'harnessError');
    const message = result.verdict === 'harnessError' ? result.error.message : '';
    t.regex(message, new RegExp(what.replace('.', '\\.')));
    t.regex(message, /determinism\.test/);
  }
});
