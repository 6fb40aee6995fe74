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
  const cancelFirst = waiters.add(1, 'first');
  const cancelSecond = waiters.add(1, 'second');
  cancelSecond();
  cancelSecond();
  t.deepEqual(waiters.takeUpTo(1), ['first']);
  cancelFirst();
  t.is(waiters.size, 0);
});
