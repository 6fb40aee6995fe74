/** What the historic policies do wrong, each as the smallest scenario (spec d.1). */
import test from 'ava';
import { plainBatch } from '../../partition/log/testkit/partition.js';
import { documentedReplication, isrSizeOrOne } from './replication.js';
import { Judge } from '../../partition/replica/testkit/judge.js';
import { Rig, type RigOptions } from '../../partition/replica/testkit/rig.js';

const ISR_SIZE: RigOptions = { ackPolicy: isrSizeOrOne };
const FORGET: RigOptions = { createSender: documentedReplication.createSender };

function settledRig(options: RigOptions): Rig {
  const rig = new Rig(options);
  rig.applyAll();
  rig.settle();
  return rig;
}

test('isr-size-or-one: while the ISR is unknown the leader alone acknowledges, and its failure loses the record', (t) => {
  const rig = settledRig({ ...ISR_SIZE, isr: [], isrPolicy: documentedReplication.isr });
  const judge = new Judge(rig);
  rig.drops = ({ from }) => from === 1;
  const asked = rig.produce(1, plainBatch('a'));
  rig.settle();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  rig.drops = () => false;
  rig.crash(1);
  rig.controller.elect(2);
  rig.applyAll();
  rig.settle();
  judge.checkLogs();
  t.true(judge.violations.includes('log of 2 is short'));
});

test('isr-size-or-one: any replicas make up the number, also those outside the ISR', (t) => {
  const rig = settledRig({ ...ISR_SIZE, isr: [1, 2], isrPolicy: documentedReplication.isr });
  rig.drops = ({ to }) => to === 2;
  const asked = rig.produce(1, plainBatch('a'));
  rig.settle();
  t.deepEqual(asked.results, [{ ok: true, baseOffset: 0 }]);
  t.is(rig.node(2).log.logEndOffset, 0);
});

test('isr-size-or-one: acks 1 lets consumers read what no other broker has, and a fail-over puts something else there', (t) => {
  const rig = settledRig(ISR_SIZE);
  const judge = new Judge(rig);
  rig.drops = ({ from }) => from === 1;
  rig.produce(1, plainBatch('a'), 1);
  rig.flow();
  t.like(rig.node(1).replica.fetch(0, 100), { ok: true, highWatermark: 1 });
  rig.drops = () => false;
  rig.controller.elect(2);
  rig.applyAll();
  rig.produce(2, plainBatch('b'), 1);
  rig.settle();
  t.true(judge.violations.some((violation) => violation.includes('b, not a, at 0')));
  t.true(judge.violations.includes('1 dropped what it had called committed'));
});

test('static: a dead follower stays in the ISR, and acks -1 waits for ever', (t) => {
  const rig = settledRig({ isrPolicy: documentedReplication.isr });
  rig.crash(3);
  const asked = rig.produce(1, plainBatch('a'));
  rig.advance(600_000_000);
  t.deepEqual(asked.results, []);
  t.deepEqual(rig.controller.asked, []);
});

test('fire-and-forget: what finds no connection is gone, and all that follows is in vain until a new epoch', (t) => {
  const rig = settledRig({ ...FORGET, isrPolicy: documentedReplication.isr });
  rig.drops = ({ to }) => to === 3;
  rig.produce(1, plainBatch('a'));
  rig.settle();
  rig.drops = () => false;
  const asked = rig.produce(1, plainBatch('b'));
  rig.advance(60_000_000);
  t.deepEqual(asked.results, []);
  t.is(rig.node(2).log.logEndOffset, 2);
  t.is(rig.node(3).log.logEndOffset, 0);
  t.is(rig.node(1).replica.status().timersCount, 0);
  rig.controller.elect(2);
  rig.applyAll();
  rig.settle();
  t.is(rig.node(3).log.logEndOffset, 2);
  t.is(rig.node(2).replica.highWatermark, 2);
});

test('fire-and-forget: what comes before a follower knows the epoch is gone too', (t) => {
  const rig = new Rig({ ...FORGET, isrPolicy: documentedReplication.isr });
  rig.applyAll(1, 2);
  rig.produce(1, plainBatch('a'));
  rig.settle();
  rig.produce(1, plainBatch('b'));
  rig.settle();
  t.is(rig.node(3).log.logEndOffset, 0);
});
