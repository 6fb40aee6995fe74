/** Of the store beside this in examples/key-value-store, with a bug that it has under `answers-early`. */
import { test } from 'vitest';
import fc from 'fast-check';
import { corpus, stallgrindProperty } from 'stallgrind/fast-check';
import { store } from './app.ts';

for (const { name, run } of await corpus('corpus/vitest', { mayBeEmpty: true }))
  test(name, { timeout: 60_000 }, async () => void (await run()));

test('a write that was answered is kept', { timeout: 300_000 }, async () => {
  const property = stallgrindProperty(store, { variant: 'answers-early', capsules: 'corpus/vitest' });
  await fc.assert(property, { numRuns: 100, seed: 1 });
});
