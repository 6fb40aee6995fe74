import test from 'ava';
import { runScenario } from '../../index.js';

const SLOW_REGISTRATION = [
  { id: 'slow', type: 'stallDisk', target: ['n1', 'n3'], syncOnly: true, atMs: 9000, untilMs: 15_000 },
  { id: 'crash', type: 'crash', target: 'n2', loses: 'none', atMs: 9500, untilMs: 9600 },
] as const;

test('a registration that takes long after a restart is late, not missed because an earlier life was registered', async (t) => {
  for (const variant of ['register-then-forward', 'reference']) {
    const run = await runScenario('leader-loss', { seed: 1, variant, faults: SLOW_REGISTRATION });
    const registrations = run.findings.filter(({ key }) => key === 'broker:2').map(({ type }) => type);
    t.true(registrations.length > 0, variant);
    t.deepEqual([...new Set(registrations)], ['late'], variant);
  }
});

test('a registration that does not come through is sent again after the time that is set', async (t) => {
  const waitsInVain = async (retryMs: number): Promise<readonly number[]> => {
    const set = { 'broker.registrationRetryMs': retryMs };
    const options = { seed: 1, variant: 'reference', faults: SLOW_REGISTRATION, set };
    const { findings } = await runScenario('leader-loss', options);
    return findings.filter(({ key }) => key === 'broker:2').map(({ costMs }) => costMs);
  };
  t.deepEqual(await waitsInVain(2000), [2000, 2000]);
  t.deepEqual(await waitsInVain(1000), [1000, 1000, 1000, 1000, 1000]);
});
