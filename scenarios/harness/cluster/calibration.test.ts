/** Two figures were fitted and nothing else; row E29 runs what comes of it. */
import test from 'ava';
import { readFileSync, readdirSync } from 'node:fs';
import { CALIBRATED_COSTS, DOCUMENTED_SYNC_JITTER_US, FITTED_TO } from './calibration.js';

const ROWS = new URL('../../../../scenarios/verdicts/rows/', import.meta.url);

test('a request costs one processor what the baseline leaves for it, and a sync has the chance that its p99 asks for', (t) => {
  const truePerS = (FITTED_TO.throughputPerS * 35) / 30;
  t.is(CALIBRATED_COSTS.produceUs, Math.round(1_000_000 / truePerS));
  // Row E29 runs it: the p99 comes out within 1 %.
  t.is(DOCUMENTED_SYNC_JITTER_US, 700);
});

test('what is not fitted has not moved', (t) => {
  const { produceUs: _fitted, ...others } = CALIBRATED_COSTS;
  t.deepEqual(others, { replicateUs: 60, fetchUs: 50, metadataUs: 50 });
});

test('two figures are fitted, and the row that says so is the only one', (t) => {
  t.deepEqual(Object.keys(FITTED_TO), ['throughputPerS', 'p99Ms']);
  const rows = readdirSync(ROWS)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, code: readFileSync(new URL(name, ROWS), 'utf8') }));
  const saying = rows.filter(({ code }) => /import \{[^}]*\bfitted\b|kind: ['"`]fitted/.test(code));
  t.deepEqual(
    saying.map(({ name }) => name),
    ['e29.ts'],
  );
  const called = saying.flatMap(({ code }) =>
    [...code.matchAll(/\bfitted\(([^,]*,)/g)].map(([, what]) => what),
  );
  t.deepEqual(called, ["'baseline',", "'baseline,"]);
});
