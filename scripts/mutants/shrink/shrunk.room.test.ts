import { readFileSync } from 'node:fs';
import test from 'ava';
import { catalog } from '../../../scenarios/mutants/catalog.js';
import { fakeIo } from '../../cli/testkit/run-fake.js';
import { FAULTS_MAX, type ShrunkDocument } from './page.js';
import { openPlanted, shrinkMutant } from './shrink-one.js';

/** The source folder: what is compiled runs from `dist/scripts/mutants/shrink/`. */
const PAGE = new URL('../../../../docs/shrunk-mutants.json', import.meta.url);

test('the page tells of twenty mutants that there are, each with few faults left', (t) => {
  const { mutants } = JSON.parse(readFileSync(PAGE, 'utf8')) as ShrunkDocument;
  t.true(mutants.length >= 20);
  const known = catalog.map(({ name }) => name);
  t.deepEqual(
    mutants.filter(({ mutant, after }) => !known.includes(mutant) || after.faults > FAULTS_MAX),
    [],
  );
});

test('a run in which a mutant was found is shrunk with the mutant on, in a thread that has it', async (t) => {
  t.timeout(600_000);
  const mutant = catalog.find(({ name }) => name === 'member-forgotten');
  if (mutant === undefined) return t.fail('there is no such mutant');
  const pool = openPlanted(1);
  t.teardown(() => pool.close());
  const found = { mutant, search: 'random', n: 9, by: mutant.caughtBy } as const;
  const { before, after, symptom, ended } = await shrinkMutant(
    found,
    { pool, jobs: 1, limitS: 500 },
    fakeIo({}).io,
  );
  t.deepEqual([symptom, ended], ['violated stored-members-are-of-the-round', 'minimal']);
  t.true(before.faults > 5 && after.faults <= FAULTS_MAX, `${before.faults} to ${after.faults}`);
  t.true(after.events < before.events);
});
