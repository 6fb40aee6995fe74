/**
 * The quick part of `npm run mutants`: each mutant in the run in which the page says that it is found first.
 * Whatever makes an oracle blind, or keeps a run from where the mutant shows, fails here.
 */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { invariants } from '../../scenarios/oracles/all.js';
import { catalog } from '../../scenarios/mutants/catalog.js';
import type { MutantsDocument } from './document.js';
import { findAgain } from './hunt.js';

/** The source folder: what is compiled runs from `dist/scripts/mutants/`. */
const PAGE = new URL('../../../docs/mutants.json', import.meta.url);

const { mutants: told } = JSON.parse(readFileSync(PAGE, 'utf8')) as MutantsDocument;

test('the page tells of every mutant, as it is', (t) => {
  const asTold = told.map(({ name, area, broken, known, caughtBy }) => ({
    name,
    area,
    broken,
    known,
    caughtBy,
  }));
  const asPlanted = catalog.map(({ name, area, broken, known, caughtBy }) => {
    return { name, area, broken, known, caughtBy };
  });
  t.deepEqual(asTold, asPlanted, 'npm run mutants -- --out docs/mutants.md');
});

test('every invariant has named some mutant', (t) => {
  const named = new Set(told.flatMap(({ searches }) => searches.random?.found?.by ?? []));
  const silent = invariants.map(({ name }) => name).filter((name) => !named.has(name));
  t.deepEqual(silent, []);
});

test('each mutant is still found in the run in which it was, and that run passes without it', async (t) => {
  t.timeout(600_000);
  const found = catalog.flatMap((mutant) => {
    const at = told.find(({ name }) => name === mutant.name)?.searches.random?.found;
    return at === undefined || at === null ? [] : [{ mutant, n: at.n }];
  });
  const again = await findAgain({ catalog, search: 'random', jobs: 2 }, found);
  t.deepEqual(
    again.filter((one) => one.found === null).map(({ mutant, others }) => `${mutant.name}: ${others.join()}`),
    [],
  );
});
