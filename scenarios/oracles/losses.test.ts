import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import { acknowledgedRecordSurvives } from './final-records.js';
import { appliedCommand } from './testkit/facts.js';
import { acked, end, fault, judge, type Step } from './testkit/judge.js';

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
  appliedCommand('n1', 5, {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
    requestId: null,
  }),
];
const gone = end({ sent: [acked('a', 0)], partitions: [{ topic: 'orders', partition: 0, batches: [] }] });

test('what all members of an ISR have lost at once may be gone; what one of them still had may not', (t) => {
  const missing = ['orders/0 offset 0: acknowledged a, found nothing'];
  t.deepEqual(judge(acknowledgedRecordSurvives, [...setUp, fault('wipe', 'n1'), gone]), missing);
  t.deepEqual(
    judge(acknowledgedRecordSurvives, [...setUp, fault('wipe', 'n1'), fault('wipe', 'n2'), gone]),
    [],
  );
  // It is out of the ISR by then, and the other one has all.
  const inTurn = [fault('wipe', 'n1'), registers(6, 1, 'b'), fault('crash', 'n2'), gone];
  t.deepEqual(judge(acknowledgedRecordSurvives, [...setUp, ...inTurn]), missing);
  // A disk that lies is never trusted again.
  const lies = [fault('lyingSync', 'n1'), registers(6, 1, 'b'), fault('wipe', 'n2'), gone];
  t.deepEqual(judge(acknowledgedRecordSurvives, [...setUp, ...lies]), []);
});
