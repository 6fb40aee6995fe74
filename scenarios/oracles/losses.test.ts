import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { Command } from '../../broker-core/protocol/commands.js';
import type { RecordBatch } from '../../broker-core/protocol/record-batch.js';
import { acknowledgedRecordSurvives } from './final-records.js';
import { isrMemberHasCommitted } from './isr.js';
import { oneValueAtOneOffset } from './replicas.js';
import { appended, appliedCommand, batch, highWatermark, onDisk, opened } from './testkit/facts.js';
import { acked, crash, end, fault, judge, wait, type Step } from './testkit/judge.js';

const registers = (index: number, brokerId: number, incarnation: string): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'registerBroker',
    brokerId,
    host: `n${brokerId}`,
    port: 1,
    incarnation,
    startFenced: true,
  });
const live = (index: number, brokerId: number): BrokerFact =>
  appliedCommand('n1', index, { type: 'unfenceBroker', brokerId, brokerEpoch: null });
const setUp: readonly Step[] = [
  registers(1, 1, 'a'),
  live(2, 1),
  registers(3, 2, 'a'),
  live(4, 2),
  created(5),
];
/** Led by n1, the only one in its ISR. */
const byHand: readonly Command[] = [
  { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [1, 2] },
  { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 1 },
  { type: 'updateIsr', topic: 'orders', partition: 0, isr: [1] },
];

function created(index: number): BrokerFact {
  return appliedCommand('n1', index, {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
    requestId: null,
  });
}

const gone = ownedFrom(10);

/** A record that was sent at that time, acknowledged at offset 0, and is not there in the end. */
function ownedFrom(sentAtUs: number): Step {
  const sent = [acked('a', 0, { sentAtUs, answeredAtUs: sentAtUs + 5 })];
  return end({ sent, partitions: [{ topic: 'orders', partition: 0, batches: [] }] });
}

const missing = ['orders/0 offset 0: acknowledged a, found nothing'];
const survives = (...steps: readonly Step[]): readonly string[] =>
  judge(acknowledgedRecordSurvives, [...setUp, wait(20), ...steps]);
const isr = (index: number, ...members: readonly number[]): BrokerFact =>
  appliedCommand('n1', index, { type: 'updateIsr', topic: 'orders', partition: 0, isr: members });

test('what all members of an ISR have lost at once may be gone; what one of them still had may not', (t) => {
  t.deepEqual(survives(fault('wipe', 'n1'), gone), missing);
  t.deepEqual(survives(fault('wipe', 'n1'), fault('wipe', 'n2'), gone), []);
  // It is out of the ISR by then, and the other one has all.
  t.deepEqual(survives(fault('wipe', 'n1'), registers(6, 1, 'b'), fault('crash', 'n2'), gone), missing);
  // A disk that rotted is never trusted again.
  t.deepEqual(survives(fault('rotDisk', 'n1'), registers(6, 1, 'b'), fault('wipe', 'n2'), gone), []);
});

test('a fault of a disk that has done nothing excuses nothing', (t) => {
  for (const type of ['lyingSync', 'rotDisk', 'misdirectDisk', 'wipe'] as const) {
    const idle = [fault(type, 'n1', 0), fault(type, 'n2', 0)];
    t.deepEqual(survives(...idle, crash('n1'), crash('n2'), gone), missing, type);
  }
  // Syncs have lied, and what they left unwritten is still in memory.
  const lies = [fault('lyingSync', 'n1'), fault('lyingSync', 'n2')];
  t.deepEqual(survives(...lies, gone), missing);
  t.deepEqual(survives(...lies, crash('n1'), crash('n2'), gone), []);
});

test('what is sent after a loss is owed as ever, to a later topic of the name too', (t) => {
  const lost = [
    fault('wipe', 'n1'),
    fault('wipe', 'n2'),
    registers(6, 1, 'b'),
    registers(7, 2, 'b'),
    wait(50),
  ];
  t.deepEqual(survives(...lost, ownedFrom(20)), []);
  t.deepEqual(survives(...lost, ownedFrom(60)), missing);
  const again = [
    appliedCommand('n1', 8, { type: 'deleteTopic', name: 'orders', requestId: null }),
    created(9),
  ];
  t.deepEqual(survives(...lost, ...again, ownedFrom(60)), missing);
  // The last one in the ISR was wiped once more.
  t.deepEqual(survives(...lost, isr(8, 1), fault('wipe', 'n1'), ownedFrom(60)), []);
});

test('a wiped broker that becomes the last in the ISR before it has registered may lead with nothing', (t) => {
  t.deepEqual(survives(fault('wipe', 'n2'), crash('n1'), isr(6, 2), gone), []);
  // It has registered, and joined the ISR again with what the other one has.
  t.deepEqual(survives(fault('wipe', 'n2'), registers(6, 2, 'b'), isr(7, 1, 2), isr(8, 2), gone), missing);
  t.deepEqual(survives(fault('wipe', 'n2'), isr(6, 1), gone), missing);
});

test('of a partition that was lost, what was written in later epochs stays one value and is on its ISR', (t) => {
  const [old, one, other] = [batch(0, 0, 'a'), batch(0, 4, 'b'), batch(0, 5, 'c')];
  const log = byHand.map((command, place) => appliedCommand('n1', place + 1, command));
  const has = (nodeId: string, held: RecordBatch): readonly Step[] => [
    opened(nodeId),
    appended(nodeId, held),
    onDisk(nodeId, 1),
    highWatermark(nodeId, 1),
  ];
  const lost = [...log, ...has('n1', old), wait(20), fault('wipe', 'n1'), crash('n1'), wait(20)];
  t.deepEqual(judge(oneValueAtOneOffset, [...lost, ...has('n1', one), ...has('n2', old)]), []);
  t.is(judge(oneValueAtOneOffset, [...lost, ...has('n1', one), ...has('n2', other)]).length, 1);
  t.is(judge(oneValueAtOneOffset, [...log, ...has('n1', old), ...has('n2', one)]).length, 1);
  t.deepEqual(judge(isrMemberHasCommitted, [...lost, opened('n1'), end()]), []);
  const later = [...lost, ...has('n1', one), wait(20), opened('n1'), end()];
  t.is(judge(isrMemberHasCommitted, later).length, 1);
});
