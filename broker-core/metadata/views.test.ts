import test from 'ava';
import { accepted, orders, threeBrokers, topicOf, withOrders } from './testkit/image.js';
import { describeCluster, describeTopic, isReady, liveBrokers, partitionsOf, topicView } from './views.js';

test('an unknown topic is not ready, though none of its partitions is unready', (t) => {
  t.false(isReady(threeBrokers(), 'orders'));
  t.is(topicView(threeBrokers(), 'orders'), null);
});

test('a topic is ready when its last partition is assigned, led and has an ISR, not before', (t) => {
  const state = threeBrokers();
  accepted(state, {
    type: 'createTopic',
    name: 'orders',
    partitionCount: 2,
    replicationFactor: 2,
    config: [],
    ifExists: 'refuse',
    requestId: null,
  });
  for (const partition of [0, 1]) {
    const place = { topic: 'orders', partition };
    t.false(isReady(state, 'orders'));
    accepted(state, { type: 'assignPartition', ...place, replicas: [1, 2] });
    t.false(isReady(state, 'orders'));
    accepted(state, { type: 'setPartitionLeader', ...place, leader: 1 });
    t.false(isReady(state, 'orders'));
    accepted(state, { type: 'updateIsr', ...place, isr: [1, 2] });
  }
  t.true(isReady(state, 'orders'));
});

test('a partition that is led and not assigned is not ready', (t) => {
  const state = threeBrokers();
  accepted(state, topicOf('orders', [1]));
  accepted(state, { type: 'assignPartition', topic: 'orders', partition: 0, replicas: [] });
  t.false(isReady(state, 'orders'));
});

test('a topic whose leader is gone is not ready, and says so', (t) => {
  const state = threeBrokers();
  accepted(state, topicOf('orders', [1], [2]));
  accepted(state, { type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover: 'first-live-isr' });
  t.false(isReady(state, 'orders'));
  const described = describeTopic(state, 'orders');
  t.deepEqual(
    described.error === 'NONE' && described.partitions.map(({ error, leader }) => [error, leader]),
    [
      ['LEADER_NOT_AVAILABLE', null],
      ['NONE', 2],
    ],
  );
});

test('a description has the brokers that are live and the topics that were asked for, in that order', (t) => {
  const state = withOrders();
  accepted(state, topicOf('a', [2]));
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  const { brokers, topics, controller } = describeCluster(state, ['orders', 'b', 'a'], 2);
  t.deepEqual(brokers, [
    { brokerId: 1, host: 'n1', port: 9092 },
    { brokerId: 2, host: 'n2', port: 9092 },
  ]);
  t.is(controller, 2);
  t.deepEqual(
    topics.map(({ topic, error }) => [topic, error]),
    [
      ['orders', 'NONE'],
      ['b', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['a', 'NONE'],
    ],
  );
  t.deepEqual(
    describeCluster(state, null, null).topics.map(({ topic }) => topic),
    ['a', 'orders'],
  );
});

test('a partition that is named and not assigned has its place in the description', (t) => {
  const state = threeBrokers();
  accepted(state, {
    type: 'createTopic',
    name: 'orders',
    partitionCount: 1,
    replicationFactor: 1,
    config: [['min.insync.replicas', '2']],
    ifExists: 'refuse',
    requestId: null,
  });
  t.deepEqual(topicView(state, 'orders'), {
    name: 'orders',
    topicId: '7',
    config: [['min.insync.replicas', '2']],
    partitions: [null],
  });
  const described = describeTopic(state, 'orders');
  t.is(described.error === 'NONE' && described.partitions[0]?.error, 'LEADER_NOT_AVAILABLE');
});

test('a broker finds the partitions that it holds', (t) => {
  const state = withOrders();
  accepted(state, topicOf('a', [2]));
  t.deepEqual(partitionsOf(state, 1), [orders(state)]);
  t.is(partitionsOf(state, 2).length, 2);
  t.is(liveBrokers(state).length, 3);
});

test('a description says why a topic could not be created, and only of one that is not there', (t) => {
  const refusals = new Map([
    ['orders', 'INVALID_REPLICATION_FACTOR' as const],
    ['new', 'INVALID_REPLICATION_FACTOR' as const],
  ]);
  t.deepEqual(
    describeCluster(withOrders(), ['orders', 'new', 'other'], null, refusals).topics.map(
      ({ error }) => error,
    ),
    ['NONE', 'INVALID_REPLICATION_FACTOR', 'UNKNOWN_TOPIC_OR_PARTITION'],
  );
});
