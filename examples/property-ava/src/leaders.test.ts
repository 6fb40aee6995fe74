/**
 * A property that fails on purpose: under this variant a topic is acknowledged whose partitions are never
 * assigned. The variant declares that, so a run of it would pass; here nothing is expected.
 */
import test from 'ava';
import fc from 'fast-check';
import { assertScenario } from 'stallgrind';

test('nothing acknowledged is lost when leaders crash', async (t) => {
  t.timeout(60_000);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 40, max: 60 }), async (seed) => {
      await assertScenario('topic-creation-cascade', {
        seed,
        variant: 'forward-then-register',
        expects: ['nothing'],
      });
    }),
    { numRuns: 5, seed: 1 },
  );
  t.pass();
});
