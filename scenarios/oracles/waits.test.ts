import test from 'ava';
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import { appliedCommand, becameLeader } from './testkit/facts.js';
import { crash, end, judge, wait, type Step } from './testkit/judge.js';
import { deposedLeaderAnswersSoon, waitEndsByItsEvent } from './waits.js';

const registered = (index: number, brokerId: number): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'registerBroker',
    brokerId,
    host: `n${brokerId}`,
    port: 1,
    incarnation: 'a',
    startFenced: false,
  });
const setUp: readonly Step[] = [
  registered(1, 1),
  registered(2, 2),
  appliedCommand('n1', 3, {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
    requestId: null,
  }),
];
/** Of the topic that entry 3 made. */
const of = (fact: BrokerFact): BrokerFact => (fact.type === 'partition' ? { ...fact, topicId: '3' } : fact);
const leads = of(becameLeader('n1', 0));
const deposed = appliedCommand('n1', 4, {
  type: 'fenceBroker',
  brokerId: 1,
  brokerEpoch: null,
  failover: 'first-live-isr',
});
const follows: BrokerFact = {
  type: 'partition',
  nodeId: 'n1',
  topic: 'orders',
  topicId: '3',
  partition: 0,
  fact: { type: 'becameFollower', leaderEpoch: 1, leader: 2 },
};

test('planted: a leader goes on after it has applied that it is none; one that has crashed does not', (t) => {
  t.deepEqual(judge(deposedLeaderAnswersSoon, [...setUp, leads, deposed, follows, wait(30_000), end()]), []);
  t.deepEqual(
    judge(deposedLeaderAnswersSoon, [...setUp, leads, deposed, crash('n1'), wait(30_000), end()]),
    [],
  );
  t.deepEqual(judge(deposedLeaderAnswersSoon, [...setUp, leads, deposed, wait(30_000), end()]), [
    'n1 orders/0: leads on 30 ms after it applied that it does not',
  ]);
});

test('planted: a wait runs to its end, though what it waits for is so', (t) => {
  const found = { nodeId: 'n1', atUs: 5, costUs: 0, key: 'metadata write' } as const;
  t.deepEqual(judge(waitEndsByItsEvent, [end({ findings: [{ ...found, type: 'late' }] })]), []);
  t.deepEqual(judge(waitEndsByItsEvent, [end({ findings: [{ ...found, type: 'slept-through' }] })]), [
    'n1 waited to the end for "metadata write" at 5 us, though it was so',
  ]);
});
