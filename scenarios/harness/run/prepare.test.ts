/** What is refused before anything runs, and what a scenario sets when no variant is given. */
import test from 'ava';
import { builtIn } from '../../index.js';
import { prepareRun } from './prepare.js';

const refusals: readonly (readonly [unknown, string])[] = [
  [{ seed: 1, sets: {} }, 'unknown option "sets"; did you mean set?'],
  [
    { seed: 1, seeds: 2, variants: 'reference' },
    'unknown option "seeds"; did you mean seed?\nunknown option "variants"; did you mean variant or invariants?',
  ],
  [undefined, 'options cannot be undefined; they are an object, such as { seed: 1 }'],
  [7, 'options cannot be 7; they are an object, such as { seed: 1 }'],
  [{}, 'seed cannot be undefined; it is an integer from 0 to 4294967295'],
];

for (const [options, message] of refusals) {
  test(`${JSON.stringify(options) ?? 'nothing'} as options: ${message}`, (t) => {
    // Callers without types can give anything.
    const prepare = prepareRun as (registry: object, scenario: string, options: unknown) => unknown;
    t.throws(() => prepare(builtIn, 'topic-creation', options), { name: 'UsageError', message });
  });
}

test('a scenario’s settings for its own variant stand in the replay line, yield to what is set, and count with no other variant', (t) => {
  const setOf = (options: object): unknown =>
    prepareRun(builtIn, 'acked-before-durable', { seed: 1, ...options }).options.set;
  t.deepEqual(setOf({ set: { missedTick: 'skip' } }), { readyIo: 'timeout-goes-on', missedTick: 'skip' });
  t.deepEqual(setOf({ set: { readyIo: 'in-lock' } }), { readyIo: 'in-lock' });
  t.deepEqual(setOf({ variant: 'poll-50ms' }), {});
});
