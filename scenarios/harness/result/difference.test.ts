import test from 'ava';
import { differingStretch, firstDifferingEvent, type Side } from './difference.js';

const side = (events: number, ...hashes: readonly (readonly [number, string])[]): Side => ({
  hash: 'end',
  events,
  evidence: { checkpoints: hashes.map(([event, hash]) => ({ event, atMs: event, hash })), eventLog: [] },
});

test('checkpoints narrow the difference to the stretch after the last that agrees', (t) => {
  const first = side(40, [8, 'a'], [16, 'b'], [32, 'c']);
  t.deepEqual(differingStretch(first, side(40, [8, 'a'], [16, 'x'], [32, 'y'])), {
    fromEvent: 9,
    toEvent: 16,
  });
  t.deepEqual(differingStretch(first, side(44, [8, 'a'], [16, 'b'], [32, 'c'])), {
    fromEvent: 33,
    toEvent: 44,
  });
  t.is(differingStretch(first, side(40)), null);
});

test('the first differing event is named with both lines, also where one run has already ended', (t) => {
  t.deepEqual(firstDifferingEvent(['a', 'b'], ['a', 'c'], 9), { event: 10, first: 'b', second: 'c' });
  t.deepEqual(firstDifferingEvent(['a'], ['a', 'c'], 9), { event: 10, first: 'no event', second: 'c' });
  t.is(firstDifferingEvent(['a'], ['a'], 9), null);
});
