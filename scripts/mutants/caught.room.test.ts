/**
 * The quick part of `npm run mutants`: each mutant in the run in which the page says that it is found first.
 * Whatever makes an oracle blind, or keeps a run from where the mutant shows, fails here.
 */
import { readFileSync } from 'node:fs';
import test from 'ava';
import { catalog } from '../../scenarios/mutants/catalog.js';
import { digestOf, lookedBefore, type MutantsDocument } from './document.js';
import { findAgain } from './hunt.js';

/** The source folder: what is compiled runs from `dist/scripts/mutants/`. */
const PAGE = new URL('../../../docs/mutants.json', import.meta.url);

const page = JSON.parse(readFileSync(PAGE, 'utf8')) as MutantsDocument;
const { mutants: told } = page;

test('the page tells of every mutant, as it is', (t) => {
  const asTold = told.map(({ searches: _, ...mutant }) => mutant);
  const asPlanted = catalog.map((mutant) => {
    const { name, area, broken, known, caughtBy } = mutant;
    return { name, area, broken, known, caughtBy, plant: digestOf(mutant) };
  });
  t.deepEqual(asTold, asPlanted, 'npm run mutants -- --resume docs/mutants.json --out docs/mutants.md');
});

for (const search of ['random', 'byHand'] as const)
  test(`${search}: each mutant is still found in the run in which it was, and that passes without it`, async (t) => {
    t.timeout(900_000);
    const before = lookedBefore(page, catalog, search);
    const found = catalog.flatMap((mutant) => {
      const at = before.get(mutant.name)?.found ?? null;
      return at === null ? [] : [{ mutant, n: at.n }];
    });
    t.true(found.length > 0);
    const again = await findAgain({ catalog, search, jobs: 2 }, found);
    const lost = again.filter((one) => one.found === null);
    t.deepEqual(
      lost.map(({ mutant, others }) => `${mutant.name}: ${others.join()}`),
      [],
    );
  });
