/** The two fitted figures still give the baseline that they were fitted to. */
import test from 'ava';
import { runScenario } from '../../index.js';
import { CALIBRATED_COSTS } from './calibration.js';

/** S1:L150-153. */
const BASELINE = { messagesPerS: 9056, p99Ms: 15.05 };

test('a message costs three processors together what the baseline leaves for it', (t) => {
  const { produceUs, replicateUs } = CALIBRATED_COSTS;
  const leftUs = 3_000_000 / BASELINE.messagesPerS;
  t.true(Math.abs(produceUs + 2 * replicateUs - leftUs) < 2);
});

for (const [variant, partitions, p99Share] of [
  ['poll-50ms', 3, 0.12],
  ['reference', 3, 0.12],
  ['reference', 30, 0.15],
] as const) {
  test(`${variant}, ${partitions} partitions: messages a second within half a percent, p99 within ${p99Share * 100} %`, async (t) => {
    const set = { 'topic.partitions': partitions };
    const { operations } = await runScenario('steady-produce', { seed: 1, variant, causes: 'none', set });
    const { throughputPerS, latencyMs } = operations['produce'] ?? {};
    t.true(Math.abs((throughputPerS ?? 0) / BASELINE.messagesPerS - 1) < 0.005, String(throughputPerS));
    t.true(Math.abs((latencyMs?.p99 ?? 0) / BASELINE.p99Ms - 1) < p99Share, String(latencyMs?.p99));
  });
}
