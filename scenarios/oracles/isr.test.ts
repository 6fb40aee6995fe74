import test from 'ava';
import type { Command } from '../../broker-core/protocol/commands.js';
import { isrInReplicasAndHoldsLeader, isrMemberHasCommitted } from './isr.js';
import { appended, appliedCommand, batch, highWatermark, onDisk, opened } from './testkit/facts.js';
import { crash, end, image, judge, view, wait, type Step } from './testkit/judge.js';

const register = (brokerId: number): Command => ({
  type: 'registerBroker',
  brokerId,
  host: `n${brokerId}`,
  port: 9092,
  incarnation: `n${brokerId}@1`,
  startFenced: false,
});
const assign: Command = { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1, 2] };
const lead = (leader: number): Command => ({
  type: 'setPartitionLeader',
  topic: 'orders',
  partition: 0,
  leader,
});
const isr = (...members: readonly number[]): Command => ({
  type: 'updateIsr',
  topic: 'orders',
  partition: 0,
  isr: members,
});

const log = (...commands: readonly Command[]): readonly Step[] =>
  [register(1), register(2), ...commands].map((command, place) => appliedCommand('n1', place + 1, command));

const a = batch(0, 0, 'a');

test('a partition that is assigned, led and given its ISR step by step is sound', (t) => {
  const commands = [assign, lead(1), isr(1, 2), isr(1)];
  const views = new Map([['n1', view({}, { metadata: image(register(1), register(2), ...commands) })]]);
  t.deepEqual(judge(isrInReplicasAndHoldsLeader, [...log(...commands), end({ views })]), []);
});

test('planted: an ISR with a stranger, without its leader, or a leader that is no replica', (t) => {
  t.deepEqual(judge(isrInReplicasAndHoldsLeader, log(assign, lead(1), isr(1, 3))), [
    'orders/0 in the image of index 5: ISR [1, 3] has 3, replicas are [1, 2]',
  ]);
  t.deepEqual(judge(isrInReplicasAndHoldsLeader, log(assign, lead(1), isr(2))), [
    'orders/0 in the image of index 5: leader 1 is not in the ISR [2]',
  ]);
  t.deepEqual(judge(isrInReplicasAndHoldsLeader, log(assign, lead(3))), [
    'orders/0 in the image of index 4: leader 3 is none of the replicas [1, 2]',
  ]);
});

test('planted: one broker changed its image beside the log', (t) => {
  const views = new Map([
    ['n2', view({}, { metadata: image(register(1), register(2), assign, lead(1), isr(2)) })],
  ]);
  t.deepEqual(judge(isrInReplicasAndHoldsLeader, [end({ views })]), [
    'orders/0 in the image of n2: leader 1 is not in the ISR [2]',
  ]);
});

const both = [...log(assign, lead(1), isr(1, 2)), opened('n1'), opened('n2')];

test('a member that leaves the ISR in the event that advances the high watermark is none', (t) => {
  const leaves = appliedCommand('n1', 6, isr(1));
  const steps = [
    ...both,
    appended('n1', a),
    onDisk('n1', 1),
    highWatermark('n1', 1),
    leaves,
    wait(1),
    opened('n2'),
  ];
  t.deepEqual(judge(isrMemberHasCommitted, [...steps, end()]), []);
});

test('planted: the high watermark passes a member of the ISR', (t) => {
  const found = ['orders/0: n2 is in the ISR with offsets below 0 on disk, the high watermark is 1'];
  const steps = [...both, appended('n1', a), onDisk('n1', 1), highWatermark('n1', 1)];
  t.deepEqual(judge(isrMemberHasCommitted, [...steps, end()]), found);
  t.deepEqual(judge(isrMemberHasCommitted, [...steps, wait(1), highWatermark('n1', 1)]), found);
});

test('planted: a member acknowledges before its disk has the record', (t) => {
  const steps = [...both, appended('n1', a), onDisk('n1', 1), appended('n2', a), highWatermark('n1', 1)];
  t.deepEqual(judge(isrMemberHasCommitted, [...steps, onDisk('n2', 1), end()]), [
    'orders/0: n2 is in the ISR with offsets below 0 on disk, the high watermark is 1',
  ]);
});

test('planted: a broker joins the ISR without what is committed', (t) => {
  const steps = [
    ...log(assign, lead(1), isr(1)),
    opened('n1'),
    opened('n2'),
    appended('n1', a),
    onDisk('n1', 1),
    highWatermark('n1', 1),
  ];
  t.deepEqual(judge(isrMemberHasCommitted, [...steps, wait(1), appliedCommand('n1', 6, isr(1, 2)), end()]), [
    'orders/0: n2 is in the ISR with offsets below 0 on disk, the high watermark is 1',
  ]);
});

test('planted: a member comes back without what it had', (t) => {
  const steps = [
    ...both,
    appended('n1', a),
    onDisk('n1', 1),
    appended('n2', a),
    onDisk('n2', 1),
    highWatermark('n1', 1),
    wait(1),
    crash('n2'),
    opened('n2'),
    end(),
  ];
  t.deepEqual(judge(isrMemberHasCommitted, steps), [
    'orders/0: n2 is in the ISR with offsets below 0 on disk, the high watermark is 1',
  ]);
});
