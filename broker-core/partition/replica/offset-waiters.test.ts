import test from 'ava';
import { OffsetWaiters } from './offset-waiters.js';

test('they are taken in the order of offsets, then of arrival, also when an older offset comes later', (t) => {
  const waiters = new OffsetWaiters<string>();
  waiters.add(2, 'two');
  waiters.add(4, 'four');
  waiters.add(2, 'two again');
  t.deepEqual(waiters.takeUpTo(1), []);
  t.deepEqual(waiters.takeUpTo(3), ['two', 'two again']);
  t.deepEqual(waiters.takeAll(), ['four']);
});

test('who has cancelled is not among them, however often, also when it was taken', (t) => {
  const waiters = new OffsetWaiters<string>();
  const first = waiters.add(1, 'first');
  const second = waiters.add(1, 'second');
  second.cancel();
  second.cancel();
  t.deepEqual(waiters.takeUpTo(1), ['first']);
  first.cancel();
  t.is(waiters.size, 0);
});
