/** Of the store beside this in examples/key-value-store, with a bug that it has under `answers-early`. */
import test from 'ava';
import fc from 'fast-check';
import { corpus, stallgrindProperty } from 'stallgrind/fast-check';
import { store } from './app.ts';

for (const { name, run } of await corpus('corpus/ava', { mayBeEmpty: true }))
  test(name, async (t) => void t.truthy(await run()));

test('a write that was answered is kept', async (t) => {
  t.timeout(300_000);
  const property = stallgrindProperty(store, { variant: 'answers-early', capsules: 'corpus/ava' });
  await fc.assert(property, { numRuns: 100, seed: 1 });
  t.pass();
});

test('so it is where nothing is answered early', async (t) => {
  t.timeout(300_000);
  await fc.assert(stallgrindProperty(store), { numRuns: 100, seed: 1 });
  t.pass();
});
