import test from 'ava';
import { REQUEST_ANSWERS_MAX } from '../../protocol/records.js';
import type { CommandOf } from '../../protocol/commands.js';
import { MetadataState } from '../state/state.js';
import {
  accepted,
  errorOf,
  orders,
  step,
  threeBrokers,
  topicOf,
  typesOf,
  withOrders,
} from '../testkit/image.js';
import { isReady } from '../views.js';

const named: CommandOf<'createTopic'> = {
  type: 'createTopic',
  name: 'orders',
  partitionCount: 1,
  replicationFactor: 3,
  config: [],
  ifExists: 'refuse',
  requestId: null,
};

test('a topic created with its assignments is ready at once', (t) => {
  const state = threeBrokers();
  const { changes } = accepted(state, topicOf('orders', [1, 2], [2, 3]));
  t.true(isReady(state, 'orders'));
  const partition = ['partitionAssigned', 'leaderChanged', 'isrChanged'];
  t.deepEqual(typesOf(changes), [...partition, ...partition, 'topicCreated']);
  t.like(state.topic('orders'), { topicId: '7', partitionCount: 2, replicationFactor: 2 });
});

test('a second creation is refused, or replaces the topic and leaves its partitions when it says so', (t) => {
  const state = withOrders();
  const partition = orders(state);
  t.is(errorOf(state, named), 'TOPIC_ALREADY_EXISTS');
  t.is(errorOf(state, topicOf('orders', [1])), 'TOPIC_ALREADY_EXISTS');
  const { changes } = accepted(state, { ...named, partitionCount: 5, ifExists: 'overwrite' });
  t.deepEqual(changes, [{ type: 'topicCreated', topic: 'orders', topicId: '10', replacedTopicId: '7' }]);
  t.is(orders(state), partition);
});

test('unconditional commands take effect in any order, and report also what was so before', (t) => {
  const state = new MetadataState();
  const place = { topic: 'orders', partition: 0 };
  const set = { type: 'setPartitionLeader', ...place, leader: 2 } as const;
  t.deepEqual(typesOf(accepted(state, set).changes), ['leaderChanged']);
  t.deepEqual(typesOf(accepted(state, set).changes), ['leaderChanged']);
  const isr = { type: 'updateIsr', ...place, isr: [2, 1] } as const;
  t.deepEqual(typesOf(accepted(state, isr).changes), ['isrChanged']);
  t.deepEqual(typesOf(accepted(state, isr).changes), ['isrChanged']);
  const assign = { type: 'assignPartition', ...place, replicas: [1, 2] } as const;
  t.deepEqual(typesOf(accepted(state, assign).changes), ['partitionAssigned']);
  t.false(isReady(state, 'orders'));
  accepted(state, named);
  t.true(isReady(state, 'orders'));
  t.like(orders(state), { leader: 2, leaderEpoch: 1, isr: [2, 1], replicas: [1, 2], partitionEpoch: 5 });
});

test('a high watermark is what the last one said, also if it is lower, until its topic is deleted', (t) => {
  const state = threeBrokers();
  const told = { type: 'updatePartitionOffset', topic: 'orders', partition: 0 } as const;
  accepted(state, topicOf('orders', [1, 2]));
  accepted(state, { ...told, highWatermark: 7 });
  accepted(state, { ...told, highWatermark: 3 });
  accepted(state, { ...told, topic: 'other', highWatermark: 1 });
  t.deepEqual(state.watermarks(), [
    { topic: 'orders', partition: 0, highWatermark: 3 },
    { topic: 'other', partition: 0, highWatermark: 1 },
  ]);
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  const topics = state.watermarks().map(({ topic }) => topic);
  t.deepEqual(topics, ['other']);
});

test('a repeated request gets its first answer, the topic is created once, also after it was deleted', (t) => {
  const state = threeBrokers();
  const request = { ...topicOf('orders', [1, 2]), requestId: { origin: 'n2#1', number: 4, seenIndex: 0 } };
  const first = accepted(state, request);
  const hash = state.contentHash;
  const second = accepted(state, request);
  t.deepEqual(second, { type: 'ok', changes: [], reply: first.reply });
  t.is(state.contentHash, hash);
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.deepEqual(accepted(state, request).reply, first.reply);
  t.is(state.topic('orders'), undefined);
});

test('a repeated deletion does not delete the next topic of the name', (t) => {
  const state = withOrders();
  const request = {
    type: 'deleteTopic',
    name: 'orders',
    requestId: { origin: 'n2#1', number: 4, seenIndex: 0 },
  } as const;
  accepted(state, request);
  accepted(state, topicOf('orders', [1]));
  accepted(state, request);
  t.true(isReady(state, 'orders'));
});

test('a refusal is an answer too', (t) => {
  const state = withOrders();
  const request = { ...named, requestId: { origin: 'n2#1', number: 4, seenIndex: 0 } };
  t.deepEqual(step(state, request), { type: 'refused', error: 'TOPIC_ALREADY_EXISTS' });
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.deepEqual(step(state, request), { type: 'refused', error: 'TOPIC_ALREADY_EXISTS' });
  t.is(step(state, { ...request, requestId: { origin: 'n3#1', number: 4, seenIndex: 0 } }).type, 'ok');
});

test('answers are bounded, and the oldest is forgotten first', (t) => {
  const state = new MetadataState();
  const request = (number: number) =>
    ({
      type: 'allocateProducerIds',
      count: 1,
      requestId: { origin: 'n1#1', number, seenIndex: number },
    }) as const;
  for (let number = 0; number <= REQUEST_ANSWERS_MAX; number++) accepted(state, request(number));
  t.is(state.answers().length, REQUEST_ANSWERS_MAX);
  t.deepEqual(accepted(state, request(1)).reply, { type: 'producerIds', firstId: 1, count: 1 });
});

/** As many answers as are kept, to requests that see all that there is. */
function pushOutAnswers(state: MetadataState): void {
  for (let number = 0; number < REQUEST_ANSWERS_MAX; number++) {
    const requestId = { origin: 'others', number, seenIndex: state.appliedIndex };
    accepted(state, { type: 'allocateProducerIds', count: 1, requestId });
  }
}

test('a deletion that comes again when its answer is forgotten does not delete the next topic of the name', (t) => {
  const state = withOrders();
  const requestId = { origin: 'n2#1', number: 4, seenIndex: state.appliedIndex };
  const request = { type: 'deleteTopic', name: 'orders', requestId } as const;
  accepted(state, request);
  accepted(state, topicOf('orders', [1]));
  pushOutAnswers(state);
  t.deepEqual(step(state, request), { type: 'refused', error: 'REQUEST_TIMED_OUT' });
  t.true(isReady(state, 'orders'));
  const later = { ...request, requestId: { ...requestId, seenIndex: state.appliedIndex } };
  t.is(step(state, later).type, 'ok');
});

test('a creation that comes again when its answer is forgotten does not bring a deleted topic back', (t) => {
  const state = threeBrokers();
  const requestId = { origin: 'n2#1', number: 4, seenIndex: state.appliedIndex };
  const request = { ...topicOf('orders', [1, 2]), requestId };
  accepted(state, request);
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  pushOutAnswers(state);
  t.deepEqual(step(state, request), { type: 'refused', error: 'REQUEST_TIMED_OUT' });
  t.is(state.topic('orders'), undefined);
});

test('producer ids are given once', (t) => {
  const state = new MetadataState();
  const first = accepted(state, { type: 'allocateProducerIds', count: 1000, requestId: null });
  const second = accepted(state, { type: 'allocateProducerIds', count: 1, requestId: null });
  t.deepEqual(first.reply, { type: 'producerIds', firstId: 0, count: 1000 });
  t.deepEqual(second.reply, { type: 'producerIds', firstId: 1000, count: 1 });
  t.is(errorOf(state, { type: 'allocateProducerIds', count: 0, requestId: null }), 'INVALID_REQUEST');
});

test('what Kafka refuses in a topic is refused', (t) => {
  const state = threeBrokers();
  for (const name of ['', '.', '..', 'a b', 'a/b', 'ä', 'x'.repeat(250)])
    t.is(errorOf(state, { ...named, name }), 'INVALID_TOPIC_EXCEPTION', name);
  t.is(errorOf(state, { ...named, partitionCount: 0 }), 'INVALID_PARTITIONS');
  t.is(errorOf(state, topicOf('a')), 'INVALID_PARTITIONS');
  t.is(errorOf(state, { ...named, replicationFactor: 0 }), 'INVALID_REPLICATION_FACTOR');
  t.is(errorOf(state, { type: 'deleteTopic', name: 'a', requestId: null }), 'UNKNOWN_TOPIC_OR_PARTITION');
});

test('an assignment to strangers, to somebody twice or to nobody alive is refused, and half of it is not kept', (t) => {
  const state = threeBrokers();
  for (const replicas of [
    [1, 4],
    [1, 1],
  ])
    t.is(errorOf(state, topicOf('a', [1, 2], replicas)), 'INVALID_REPLICA_ASSIGNMENT');
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(errorOf(state, topicOf('a', [3])), 'INVALID_REPLICA_ASSIGNMENT');
  t.deepEqual(state.partitions(), []);
});

test('deleting a topic takes its partitions, and no others', (t) => {
  const state = withOrders();
  accepted(state, topicOf('orders.eu', [1], [2]));
  accepted(state, { type: 'assignPartition', topic: 'orders', partition: 7, replicas: [1] });
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.deepEqual(
    state.partitions().map(({ topic, partition }) => [topic, partition]),
    [
      ['orders.eu', 0],
      ['orders.eu', 1],
    ],
  );
});
