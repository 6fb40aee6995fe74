import test from 'ava';
import { invariants } from '../oracles/all.js';
import { catalog } from './catalog.js';
import { AREAS } from './form/mutant.js';

/** `stalled`: the run did not come to its end. */
const SAID = new Set(['stalled', ...invariants.map(({ name }) => name)]);

test('mutants are named once, spread over all areas, and sixty at least', (t) => {
  t.is(new Set(catalog.map(({ name }) => name)).size, catalog.length);
  t.deepEqual([...new Set(catalog.map(({ area }) => area))], [...AREAS]);
  t.true(catalog.length >= 60);
});

test('each says in a sentence what is broken, and by which invariants it has to be named', (t) => {
  for (const { name, broken, caughtBy } of catalog) {
    t.regex(broken, /^\S[^\n]*[^.]\.$/, name);
    t.true(caughtBy.length > 0, name);
    t.deepEqual(
      caughtBy.filter((invariant) => !SAID.has(invariant)),
      [],
      name,
    );
  }
});

test('every invariant has to name some mutant', (t) => {
  const named = new Set(catalog.flatMap(({ caughtBy }) => caughtBy));
  t.deepEqual(
    invariants.map(({ name }) => name).filter((name) => !named.has(name)),
    [],
  );
});
