import test from 'ava';
import { plainBatch } from '../log/testkit/partition.js';
import { valuesOf } from './testkit/judge.js';
import { Rig } from './testkit/rig.js';

function settledRig(): Rig {
  const rig = new Rig();
  rig.applyAll();
  rig.settle();
  return rig;
}

test('a consumer sees what is committed, and no more', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a'));
  rig.settle();
  rig.produce(1, plainBatch('b'));
  const fetched = rig.node(1).replica.fetch(0, 1_000);
  t.like(fetched, { ok: true, highWatermark: 1, logStartOffset: 0, leaderEpoch: 0 });
  t.deepEqual(fetched.ok && valuesOf(fetched.batches), ['a']);
});

test('an offset behind the log is out of range; one in what is not committed yet gets nothing', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a'));
  const { replica } = rig.node(1);
  t.like(replica.fetch(1, 1_000), { ok: true, batches: [] });
  t.deepEqual(replica.fetch(2, 1_000), { ok: false, error: 'OFFSET_OUT_OF_RANGE' });
  t.deepEqual(rig.node(2).replica.fetch(0, 1_000), { ok: false, error: 'NOT_LEADER_OR_FOLLOWER' });
});

test('who waits for bytes is woken when they are committed, once', (t) => {
  const rig = settledRig();
  const woken: string[] = [];
  const { replica } = rig.node(1);
  replica.whenReadable(0, 1, () => woken.push('one'));
  replica.whenReadable(0, 10_000, () => woken.push('many'));
  replica.whenReadable(0, 1, () => woken.push('cancelled')).cancel();
  rig.produce(1, plainBatch('a'));
  t.deepEqual(woken, []);
  rig.settle();
  rig.produce(1, plainBatch('b'));
  rig.settle();
  t.deepEqual(woken, ['one']);
  t.is(replica.status().readersCount, 1);
});

test('what is there, or will never come from here, is not waited for', (t) => {
  const rig = settledRig();
  rig.produce(1, plainBatch('a', 'b', 'c'));
  rig.settle();
  const woken: string[] = [];
  const { replica } = rig.node(1);
  replica.whenReadable(0, 1, () => woken.push('there'));
  replica.whenReadable(9, 1, () => woken.push('out of range'));
  rig.node(2).replica.whenReadable(0, 1, () => woken.push('follower'));
  replica.whenReadable(3, 1, () => woken.push('deposed'));
  t.deepEqual(woken, ['there', 'out of range', 'follower']);
  rig.controller.elect(2);
  rig.applyAll();
  t.deepEqual(woken, ['there', 'out of range', 'follower', 'deposed']);
});
