import test from 'ava';
import type { OperationName } from '../harness/result/names.js';
import { runScenario } from '../index.js';

test('polling for a registration bears what is applied within its looks, and no later', async (t) => {
  for (const [pollMs, attemptsMax] of [
    [50, 80],
    [100, 11],
  ] as const) {
    const limitMs = pollMs * (attemptsMax - 1);
    for (const [backMs, ok] of [
      [limitMs - 150, 1],
      [limitMs + 150, 0],
    ] as const) {
      const set = {
        'register.count': 1,
        'register.quorumBackMs': backMs,
        'registerWait.pollMs': pollMs,
        'registerWait.attemptsMax': attemptsMax,
      };
      const run = await runScenario('broker-registration', { seed: 2, set });
      t.is(run.operations['registerBroker']?.ok, ok, `${pollMs} ms, back after ${backMs} ms`);
      if (ok === 0) t.deepEqual(run.waits['registerWait']?.histogramMs, { [String(limitMs)]: 1 });
    }
  }
});

test('a registration at another port is awaited by the reference, and found too early by polling', async (t) => {
  const set = { 'register.count': 2, 'register.times': 2 };
  const polled = await runScenario('broker-registration', { seed: 4, set });
  t.deepEqual(
    [...new Set(polled.violations.map(({ invariant }) => invariant))],
    ['acknowledged-registration-is-applied'],
  );
  const reference = await runScenario('broker-registration', { seed: 4, variant: 'reference', set });
  t.is(reference.verdict, 'passed');
  t.is(reference.operations['registerBroker']?.ok, 4);
});

test('a broker that has restarted where it was is not taken for registered by the entry of its former life', async (t) => {
  for (const variant of ['poll-50ms', 'reference']) {
    const set = { 'register.count': 1, 'register.times': 2, 'register.moves': false };
    const run = await runScenario('broker-registration', { seed: 1, variant, set });
    t.is(run.operations['registerBroker']?.ok, 2);
    const early = Object.keys(run.waits['registerWait']?.histogramMs ?? {}).includes('0');
    t.is(early, variant !== 'reference', `${variant}: found at once`);
    t.is(run.verdict, early ? 'violated' : 'passed');
  }
});

test('a follower waits for partition 0 in whole intervals, and 39 of them at most', async (t) => {
  const cut = {
    'storm.quorum': 'cut',
    'storm.cutMs': 6000,
    'client.count': 3,
    'client.messages': 3,
    'client.deliveryTimeoutMs': 5000,
    'run.settleMs': 5000,
  };
  for (const [pollMs, attemptsMax] of [
    [50, 40],
    [10, 200],
    [70, 6],
  ] as const) {
    const set = {
      ...cut,
      followerWait: 'poll',
      'followerWait.pollMs': pollMs,
      'followerWait.attemptsMax': attemptsMax,
    };
    const run = await runScenario('create-topic-storm', { seed: 1, set });
    const waits = Object.keys(run.waits['followerWait']?.histogramMs ?? {}).map(Number);
    t.is(Math.max(...waits), pollMs * (attemptsMax - 1));
    for (const waitMs of waits) t.is(waitMs % pollMs, 0);
  }
});

test('a load and registrations go on side by side, and the run ends with the later of the two', async (t) => {
  const set = { 'client.count': 4, 'client.messages': 40, 'register.count': 7 };
  const run = await runScenario('registration-under-load', { seed: 3, set });
  t.is(run.verdict, 'passed');
  t.is(run.operations['produce']?.ok, 40);
  t.is(run.operations['registerBroker']?.ok, 7);
  const last = (operation: OperationName): number =>
    Math.max(...run.requests.filter((one) => one.operation === operation).map(({ startMs }) => startMs));
  t.true(last('produce') > Math.min(...run.requests.map(({ startMs }) => startMs)));
  t.true(last('registerBroker') > last('produce'), 'registrations outlast this load');
});
