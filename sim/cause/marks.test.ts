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

test('what was undone has to come true again', (t) => {
  const marks = createMarks();
  marks.undo('n1', 'topic:a', 5);
  t.is(marks.lastUpTo('n1', 'topic:a', 9), null);
  marks.add('n1', 'topic:a', 10);
  marks.add('n2', 'topic:a', 10);
  marks.undo('n1', 'topic:a', 20);
  t.is(marks.lastUpTo('n1', 'topic:a', 19), 10);
  t.is(marks.lastUpTo('n1', 'topic:a', 30), null);
  t.is(marks.lastUpTo('n2', 'topic:a', 30), 10);
  // Undone and true again in one instant: what came last holds.
  marks.undo('n1', 'topic:a', 40);
  marks.add('n1', 'topic:a', 40);
  t.is(marks.lastUpTo('n1', 'topic:a', 50), 40);
  t.is(marks.firstBetween('n1', 'topic:a', 10, 50), 40);
});

test('a key that ends in a colon undoes all that begin with it, and no other', (t) => {
  const marks = createMarks();
  for (const key of ['partition:a:0', 'partition:a:1', 'partition:ab:0']) marks.add('n1', key, 10);
  marks.undo('n1', 'partition:a:', 20);
  const since = ['partition:a:0', 'partition:a:1', 'partition:ab:0'].map((key) =>
    marks.lastUpTo('n1', key, 30),
  );
  t.deepEqual(since, [null, null, 10]);
});
