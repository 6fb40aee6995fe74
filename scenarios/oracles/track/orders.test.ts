import test from 'ava';
import { explain, type Operation } from './orders.js';

/** Clients that all have the topic created and deleted at once. */
const atOnce = (count: number): readonly Operation[] =>
  Array.from({ length: count }, (_, place) => ({
    effect: place % 3 === 0 ? 'creates' : 'deletes',
    finds: place % 3 !== 0,
    isUnknown: false,
    after: [],
  }));

test('the search ends after so many steps, and says that it gave up', (t) => {
  t.deepEqual(explain(atOnce(9)), { type: 'unexplained', most: 7 });
  t.deepEqual(explain(atOnce(60), 100_000), { type: 'gaveUp' });
});

test('few steps are enough where most answers are missing', (t) => {
  const operations = Array.from({ length: 400 }, (_, place): Operation => ({
    effect: place % 2 === 0 ? 'creates' : 'deletes',
    finds: place % 2 !== 0,
    isUnknown: place % 20 < 2,
    after: Array.from({ length: place }, (__, at) => at).filter((at) => at % 20 >= 2),
  }));
  t.deepEqual(explain(operations, 3_000_000), { type: 'explained' });
});
