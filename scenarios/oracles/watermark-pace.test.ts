import test from 'ava';
import type { BrokerFact, PartitionFact } from '../../broker-core/broker/facts.js';
import { appliedCommand } from './testkit/facts.js';
import { judge, wait, type Step } from './testkit/judge.js';
import { watermarkIsRaisedSoon } from './watermark-pace.js';

const registered = (index: number, brokerId: number): BrokerFact =>
  appliedCommand('n1', index, {
    type: 'registerBroker',
    brokerId,
    host: `n${brokerId}`,
    port: 1,
    incarnation: 'a',
    startFenced: false,
  });
/** Of the topic that entry 3 makes. */
const at = (fact: PartitionFact['fact']): BrokerFact => ({
  type: 'partition',
  nodeId: 'n1',
  topic: 'orders',
  topicId: '3',
  partition: 0,
  fact,
});
const heard = (durableEndOffset: number, brokerEpoch = 2): BrokerFact =>
  at({ type: 'heard', leaderEpoch: 0, follower: 2, brokerEpoch, durableEndOffset });
const raised = (highWatermark: number): BrokerFact =>
  at({ type: 'highWatermarkAdvanced', leaderEpoch: 0, highWatermark });
const story = (...steps: readonly Step[]): readonly string[] =>
  judge(watermarkIsRaisedSoon, [
    registered(1, 1),
    registered(2, 2),
    appliedCommand('n1', 3, {
      type: 'createTopicWithAssignments',
      name: 'orders',
      config: [],
      partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
      requestId: null,
    }),
    at({ type: 'opened', batches: [], logEndOffset: 0, highWatermark: 0 }),
    at({ type: 'becameLeader', leaderEpoch: 0, epochStartOffset: 0 }),
    at({ type: 'durable', durableEndOffset: 3, directory: '/orders-0' }),
    ...steps,
  ]);

test('planted: a leader knows that all have a record, and counts it 400 ms later', (t) => {
  t.deepEqual(story(heard(3), raised(3)), []);
  t.deepEqual(story(heard(3), wait(400_000), raised(3)), [
    'n1 orders/0: all replicas have what is before 3 since 400 ms, and it counts 0',
  ]);
  t.deepEqual(story(heard(2), raised(2), wait(400_000), heard(3), raised(3)), []);
  // What a former life of the follower has says nothing of this one.
  t.deepEqual(story(heard(3, 1), wait(400_000), heard(3), raised(3)), []);
});
