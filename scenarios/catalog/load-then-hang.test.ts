import test from 'ava';
import { runScenario } from '../index.js';

const CLIENTS = 6;

for (const [afterMs, forMs, timeoutMs] of [
  [7000, 100_000, 60_000],
  [2500, 50_000, 9000],
  [1000, 33_000, 7000],
] as const) {
  const perClient = Math.ceil((forMs - afterMs) / timeoutMs);
  test(`stopped after ${afterMs} of ${forMs} ms, each client loses ${perClient} records of ${timeoutMs} ms`, async (t) => {
    const set = {
      'client.count': CLIENTS,
      'client.forMs': forMs,
      'client.deliveryTimeoutMs': timeoutMs,
      'hang.afterMs': afterMs,
    };
    for (const variant of ['poll-50ms', 'reference']) {
      const { operations } = await runScenario('load-then-hang', { seed: 3, variant, causes: 'none', set });
      const { asReported, failed } = operations['produce'] ?? {};
      t.is(failed, CLIENTS * perClient, variant);
      t.is(asReported?.failures, failed);
      // The last failure ends a time-out after it began, and the reporter looks 5 s later at most.
      const endMs = afterMs + perClient * timeoutMs;
      t.is(asReported?.elapsedS, 5 * (Math.floor(endMs / 5000) + 1));
    }
  });
}

test('a record that is in flight at the end of a time-out is followed by one more', async (t) => {
  const set = {
    'client.count': CLIENTS,
    'client.forMs': 22_000,
    'client.deliveryTimeoutMs': 10_000,
    'hang.afterMs': 2000,
  };
  const { operations } = await runScenario('load-then-hang', { seed: 3, causes: 'none', set });
  // Twice 10 s later it is not quite 22 s yet: the first was sent before the brokers stopped.
  t.is(operations['produce']?.failed, CLIENTS * 3);
});
