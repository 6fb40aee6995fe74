import test from 'ava';
import type { PathLock } from '../../broker/seams.js';
import { vectorBehindMutex, oneMutex, oneRwLock } from './produce-locks.js';

const A = {};
const B = {};

/** Waits of those who have run until these times, at last for 10 us inside of the lock. */
const waits = (lock: PathLock, ...came: readonly (readonly [object, number])[]): readonly number[] =>
  came.map(([partition, nowUs]) => lock.waitUs(partition, nowUs));

test('a mutex lets in one after the other: who comes while it is held waits, and those behind wait for both', (t) =>
  t.deepEqual(waits(oneMutex(10), [A, 100], [B, 100], [A, 104], [B, 200]), [0, 10, 16, 0]));

test('a caller that comes when it has just been left does not wait', (t) =>
  t.deepEqual(waits(oneMutex(10), [A, 100], [A, 110], [A, 120]), [0, 0, 0]));

test('readers share the lock; whoever adds a partition has it alone', (t) => {
  const lock = oneRwLock(10);
  // Both are new: they write. From then on they read.
  t.deepEqual(waits(lock, [A, 100], [B, 105]), [0, 5]);
  t.deepEqual(waits(lock, [A, 200], [B, 200], [A, 201]), [0, 0, 0]);
  // A third is added while they read, and read while it is added.
  t.deepEqual(waits(lock, [{}, 203], [A, 204]), [8, 10]);
});

test('batches of different partitions do not wait for each other', (t) =>
  t.deepEqual(waits(vectorBehindMutex(10), [A, 100], [B, 100], [A, 100]), [0, 0, 10]));

test('a clock that is set back leaves nobody waiting for what is no more', (t) => {
  t.deepEqual(waits(oneMutex(10), [A, 9_000_000], [A, 100]), [0, 0]);
  t.true(waits(oneRwLock(10), [A, 9_000_000], [B, 100]).every((waitUs) => waitUs <= 10));
});
