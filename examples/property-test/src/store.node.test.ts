/** Of the store beside this in examples/key-value-store, with a bug that it has under `answers-early`. */
import { test } from 'node:test';
import fc from 'fast-check';
import { corpus, stallgrindProperty } from 'stallgrind/fast-check';
import { store } from './app.ts';

for (const { name, run } of await corpus('corpus/node', { mayBeEmpty: true }))
  void test(name, async () => void (await run()));

void test('a write that was answered is kept', async () => {
  const property = stallgrindProperty(store, { variant: 'answers-early', capsules: 'corpus/node' });
  await fc.assert(property, { numRuns: 100, seed: 1 });
});
