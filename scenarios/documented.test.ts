/** README.md names what there is. */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { listScenarios, listVariants } from './index.js';

const ROWS = readFileSync('README.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'));

test('README.md has a row for each scenario, with the variant that it runs with, in the order of the catalog', (t) => {
  const wanted = listScenarios().map(({ name, variant }) => `| \`${name}\` | \`${variant}\` |`);
  t.deepEqual(
    wanted.map((start) => ROWS.filter((row) => row.startsWith(start)).length),
    wanted.map(() => 1),
  );
  const places = wanted.map((start) => ROWS.findIndex((row) => row.startsWith(start)));
  t.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test('README.md has a row for each variant, with what it is', (t) => {
  for (const { name, doc } of listVariants()) {
    const rows = ROWS.filter((row) => row.startsWith(`| \`${name}\` |`));
    t.is(rows.length, 1, name);
    // The control of another variant says so in its own words here.
    if (!doc.startsWith('the same,')) t.true(rows[0]?.includes(doc), `${name}: ${doc}`);
  }
});
