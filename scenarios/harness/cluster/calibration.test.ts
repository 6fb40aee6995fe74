/** Two figures were fitted, and give what they were fitted to; nothing else was. */
import test from 'ava';
import { readFileSync, readdirSync } from 'node:fs';
import { CALIBRATED_COSTS, FITTED_TO } from './calibration.js';

const ROWS = new URL('../../../../scenarios/verdicts/rows/', import.meta.url);

test('a request costs one processor what the baseline leaves for it', (t) => {
  const truePerS = (FITTED_TO.throughputPerS * 35) / 30;
  t.true(Math.abs(CALIBRATED_COSTS.produceUs - 1_000_000 / truePerS) < 1);
});

test('two figures are fitted, and the row that says so is the only one', (t) => {
  t.deepEqual(Object.keys(FITTED_TO), ['throughputPerS', 'p99Ms']);
  const fitted = readdirSync(ROWS)
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(new URL(name, ROWS), 'utf8').matchAll(/\bfitted\(\s*'([^']*)'/g)].map(
        ([, what]) => `${name}: ${what}`,
      ),
    );
  t.deepEqual(fitted, ['e29.ts: baseline', 'e29.ts: baseline, p99']);
});
