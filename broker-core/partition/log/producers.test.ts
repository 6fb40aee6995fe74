import test from 'ava';
import { World } from '../../wal/testkit/world.js';
import { SEQUENCE_MAX } from '../../protocol/record-batch.js';
import { ProducerStates } from './producers.js';
import { batchOf, mustOpenLog, plainBatch } from './testkit/partition.js';

function placed(producerId: number, epoch: number, baseSequence: number, count: number, baseOffset: number) {
  return { ...batchOf(producerId, epoch, baseSequence, count), baseOffset, leaderEpoch: 0 };
}

test('a producer’s sequences continue one another', (t) => {
  const states = new ProducerStates();
  t.deepEqual(states.check(1, 0, 1, 1), { kind: 'outOfOrder', expectedSequence: 0 });
  t.deepEqual(states.check(1, 0, 0, 3), { kind: 'ok' });
  states.note(placed(1, 0, 0, 3, 10));
  t.deepEqual(states.check(1, 0, 3, 1), { kind: 'ok' });
  t.deepEqual(states.check(1, 0, 4, 1), { kind: 'outOfOrder', expectedSequence: 3 });
  t.deepEqual(states.check(2, 0, 0, 1), { kind: 'ok' });
  t.deepEqual(states.check(-1, -1, -1, 1), { kind: 'ok' });
});

test('the last five batches are known again; older ones and others of the same start are out of order', (t) => {
  const states = new ProducerStates();
  for (let at = 0; at < 6; at++) states.note(placed(1, 0, at * 2, 2, 100 + at * 2));
  for (let at = 1; at < 6; at++)
    t.deepEqual(states.check(1, 0, at * 2, 2), { kind: 'duplicate', baseOffset: 100 + at * 2 });
  t.is(states.check(1, 0, 0, 2).kind, 'outOfOrder');
  t.is(states.check(1, 0, 10, 1).kind, 'outOfOrder');
});

test('a newer epoch starts at 0 and fences the older one', (t) => {
  const states = new ProducerStates();
  states.note(placed(1, 0, 0, 1, 0));
  t.deepEqual(states.check(1, 1, 1, 1), { kind: 'outOfOrder', expectedSequence: 0 });
  t.deepEqual(states.check(1, 1, 0, 1), { kind: 'ok' });
  states.note(placed(1, 1, 0, 1, 1));
  t.deepEqual(states.check(1, 0, 1, 1), { kind: 'fencedEpoch', currentEpoch: 1 });
  t.deepEqual(states.check(1, 1, 0, 1), { kind: 'duplicate', baseOffset: 1 });
});

test('sequences start again at 0 behind the largest', (t) => {
  const states = new ProducerStates();
  states.note(placed(1, 0, SEQUENCE_MAX - 1, 3, 0));
  t.deepEqual(states.check(1, 0, 1, 1), { kind: 'ok' });
});

test('a truncation brings back what the dropped batches had pushed out', (t) => {
  const world = new World();
  const log = mustOpenLog(world);
  for (let sequence = 0; sequence < 7; sequence++) t.true(log.append(batchOf(1, 0, sequence, 1), 0).ok);
  t.true(log.append(batchOf(1, 1, 0, 1), 0).ok);
  t.is(log.checkSequence(1, 0, 0, 1).kind, 'fencedEpoch');
  log.truncateTo(4);
  t.deepEqual(log.checkSequence(1, 0, 0, 1), { kind: 'duplicate', baseOffset: 0 });
  t.deepEqual(log.checkSequence(1, 0, 4, 1), { kind: 'ok' });
  log.truncateTo(0);
  t.deepEqual(log.checkSequence(1, 0, 0, 1), { kind: 'ok' });
  t.true(log.append(plainBatch('a'), 0).ok);
  t.deepEqual(log.snapshot().producers, []);
});
