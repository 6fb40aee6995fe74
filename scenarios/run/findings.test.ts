import test from 'ava';
import { runScenario } from '../index.js';

test('a registration that takes long after a restart is late, not missed because an earlier life was registered', async (t) => {
  const faults = [
    { id: 'slow', type: 'stallDisk', target: ['n1', 'n3'], syncOnly: true, atMs: 9000, untilMs: 15_000 },
    { id: 'crash', type: 'crash', target: 'n2', loses: 'none', atMs: 9500, untilMs: 9600 },
  ];
  for (const variant of ['register-then-forward', 'reference']) {
    const run = await runScenario('leader-loss', { seed: 1, variant, faults });
    const registrations = run.findings.filter(({ key }) => key === 'broker:2').map(({ type }) => type);
    t.true(registrations.length > 0, variant);
    t.deepEqual([...new Set(registrations)], ['late'], variant);
  }
});
