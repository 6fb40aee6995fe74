import test from 'ava';
import type { OperationName } from '../harness/result/names.js';
import { runScenario } from '../index.js';

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
