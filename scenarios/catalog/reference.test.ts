import test from 'ava';
import { runScenario, type Scenario } from '../index.js';
import { createTopicLoad } from './workloads/create-topic.js';

const calm = (to: string): Scenario => ({
  name: `calm-creation-on-${to}`,
  doc: 'One creation without faults.',
  source: 'design section 6',
  variant: 'reference',
  settings: {},
  leaderAtStart: 'n1',
  topics: () => [],
  faults: () => [],
  load: createTopicLoad('orders', to),
});

test('the reference creates a topic in 1.3 x (quorum round trip + sync), and the forward`s round trip on a follower', async (t) => {
  for (const [delayUs, syncUs] of [
    [500, 1500],
    [5000, 1000],
    [100, 4000],
  ] as const) {
    const set = { 'network.delayUs': delayUs, 'disk.syncUs': syncUs };
    const bestMs = (2 * delayUs + syncUs) / 1000;
    for (const [to, forwardMs] of [
      ['n1', 0],
      ['n2', (2 * delayUs) / 1000],
    ] as const) {
      const latencies: number[] = [];
      for (const seed of [1, 2, 3]) {
        const result = await runScenario(calm(to), { seed, set });
        t.is(result.verdict, 'passed');
        latencies.push(result.operations['createTopic']?.latencyMs?.p50 ?? Number.NaN);
      }
      const median = latencies.sort((a, b) => a - b)[1] ?? Number.NaN;
      t.true(median <= 1.3 * bestMs + forwardMs, `${to}: ${median} ms, best ${bestMs} ms`);
    }
  }
});

test('the reference loses nothing acknowledged when leaders crash and disks stall; every fault has an effect', async (t) => {
  for (const scenario of ['leader-loss', 'sync-stall']) {
    for (let seed = 100; seed < 104; seed += 1) {
      const result = await runScenario(scenario, { seed, variant: 'reference' });
      t.is(result.verdict, 'passed', `${scenario} ${seed}: ${JSON.stringify(result.violations)}`);
      t.true(result.faults.every(({ effects }) => effects > 0));
    }
  }
});

test('the historic broker does not get over the same faults, and the run says which way', async (t) => {
  const verdicts = new Set<string>();
  for (let seed = 100; seed < 104; seed += 1) {
    const set = { 'client.messages': 400, 'run.untilMs': 200_000 };
    const result = await runScenario('leader-loss', { seed, variant: 'register-then-forward', set });
    verdicts.add(result.verdict);
  }
  t.false(verdicts.has('passed'));
});
