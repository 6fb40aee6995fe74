import test from 'ava';
import { TwoLanes, type RunHash } from './hash.js';

type Added = Parameters<RunHash['add']>;

function hashOf(seed: number, events: readonly Added[]): string {
  const hash = new TwoLanes(seed);
  for (const event of events) hash.add(...event);
  return hash.text();
}

const FIRST: Added = [10, 1, 'timer', 7];
const SECOND: Added = [20, 2, 'delivery', 9];

test('the same events give the same 16 digits, on every engine', (t) => {
  t.is(hashOf(1, [FIRST, SECOND]), hashOf(1, [FIRST, SECOND]));
  // A literal: it may change only together with the format of capsules.
  t.is(hashOf(1, [FIRST, SECOND]), '38b94fa60ef4a391');
});

test('seed, order, and everything about an event count', (t) => {
  const others: readonly (readonly [number, readonly Added[]])[] = [
    [2, [FIRST, SECOND]],
    [1, [SECOND, FIRST]],
    [1, [FIRST]],
    [1, [[11, 1, 'timer', 7], SECOND]],
    [1, [[10 + 2 ** 32, 1, 'timer', 7], SECOND]],
    [1, [[10, 2, 'timer', 7], SECOND]],
    [1, [[10, 1, 'wake', 7], SECOND]],
    [1, [[10, 1, 'timer', 8], SECOND]],
  ];
  const hashes = new Set(others.map(([seed, events]) => hashOf(seed, events)));
  hashes.add(hashOf(1, [FIRST, SECOND]));
  t.is(hashes.size, others.length + 1);
});
