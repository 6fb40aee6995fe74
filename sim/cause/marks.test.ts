import test from 'ava';
import { createMarks } from './marks.js';

test('the first time after one moment and up to another, on that node and under that key', (t) => {
  const marks = createMarks();
  for (const atUs of [10, 20, 30]) marks.add('n1', 'topic:a', atUs);
  t.is(marks.firstBetween('n1', 'topic:a', 0, 100), 10);
  t.is(marks.firstBetween('n1', 'topic:a', 10, 100), 20);
  t.is(marks.firstBetween('n1', 'topic:a', 20, 30), 30);
  t.is(marks.firstBetween('n1', 'topic:a', 20, 29), null);
  t.is(marks.firstBetween('n2', 'topic:a', 0, 100), null);
  t.is(marks.firstBetween('n1', 'topic:b', 0, 100), null);
});

test('the last time up to a moment', (t) => {
  const marks = createMarks();
  for (const atUs of [10, 20, 30]) marks.add('n1', 'topic:a', atUs);
  t.is(marks.lastUpTo('n1', 'topic:a', 9), null);
  t.is(marks.lastUpTo('n1', 'topic:a', 20), 20);
  t.is(marks.lastUpTo('n1', 'topic:a', 29), 20);
});

test('the oldest times of a key are forgotten first', (t) => {
  const marks = createMarks(2);
  for (const atUs of [10, 20, 30]) marks.add('n1', 'topic:a', atUs);
  t.is(marks.firstBetween('n1', 'topic:a', 0, 100), 20);
});
