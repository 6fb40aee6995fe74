import test from 'ava';
import type { CommandOf } from '../../protocol/commands.js';
import { accepted, errorOf, orders, registration, withOrders } from '../testkit/image.js';
import type { MetadataState } from '../state/state.js';

function alter(
  state: MetadataState,
  isr: readonly number[],
  overrides: Partial<CommandOf<'alterPartition'>> = {},
): CommandOf<'alterPartition'> {
  const { topic, partition, leaderEpoch, partitionEpoch } = orders(state);
  const topicId = state.topic(topic)?.topicId ?? '';
  const isrBrokerEpochs = isr.map((brokerId) => state.broker(brokerId)?.brokerEpoch ?? 0);
  return {
    type: 'alterPartition',
    topic,
    topicId,
    partition,
    leaderEpoch,
    partitionEpoch,
    isr,
    isrBrokerEpochs,
    ...overrides,
  };
}

test('the leader shrinks and grows its ISR, and is told the state after it', (t) => {
  const state = withOrders();
  const shrunk = accepted(state, alter(state, [1, 3]));
  t.deepEqual(shrunk.reply, { type: 'partition', leader: 1, leaderEpoch: 0, isr: [1, 3], partitionEpoch: 1 });
  t.deepEqual(shrunk.changes, [
    { type: 'isrChanged', topic: 'orders', partition: 0, isr: [1, 3], partitionEpoch: 1 },
  ]);
  accepted(state, alter(state, [1, 3, 2]));
  t.deepEqual(orders(state).isr, [1, 3, 2]);
  t.is(orders(state).leaderEpoch, 0);
});

test('an ISR that is asked for as it is makes older changes void, and the leader hears of it', (t) => {
  const state = withOrders();
  const lost = alter(state, [1, 3]);
  const same = accepted(
    state,
    alter(state, orders(state).isr, { isrBrokerEpochs: orders(state).isr.map(() => null) }),
  );
  const { isr } = orders(state);
  t.deepEqual(same.changes, [{ type: 'isrChanged', topic: 'orders', partition: 0, isr, partitionEpoch: 1 }]);
  t.is(errorOf(state, lost), 'INVALID_UPDATE_VERSION');
});

test('of two changes computed from one state the second is refused', (t) => {
  const state = withOrders();
  const second = alter(state, [1, 2]);
  accepted(state, alter(state, [1, 3]));
  t.is(errorOf(state, second), 'INVALID_UPDATE_VERSION');
  t.is(errorOf(state, alter(state, [1], { partitionEpoch: 99 })), 'INVALID_UPDATE_VERSION');
});

test('a deposed leader is fenced, though its partition epoch is right', (t) => {
  const state = withOrders();
  const late = alter(state, [1]);
  accepted(state, { type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(errorOf(state, { ...late, partitionEpoch: orders(state).partitionEpoch }), 'FENCED_LEADER_EPOCH');
  t.is(errorOf(state, alter(state, [2], { leaderEpoch: 7 })), 'UNKNOWN_LEADER_EPOCH');
});

test('an ISR without its leader, with a stranger or with somebody twice makes no sense', (t) => {
  const state = withOrders();
  for (const isr of [[], [2, 3], [1, 4], [1, 1]])
    t.is(errorOf(state, alter(state, isr)), 'INVALID_REQUEST', JSON.stringify(isr));
  t.is(errorOf(state, alter(state, [1, 2], { isrBrokerEpochs: [1] })), 'INVALID_REQUEST');
});

test('a fenced broker does not join, and one that restarted since is not taken for what it was', (t) => {
  const state = withOrders();
  accepted(state, { type: 'fenceBroker', brokerId: 3, brokerEpoch: null, failover: 'first-live-isr' });
  t.deepEqual(orders(state).isr, [1, 2]);
  t.is(errorOf(state, alter(state, [1, 2, 3])), 'INELIGIBLE_REPLICA');
  const beforeRestart = alter(state, [1, 2, 3]);
  accepted(state, registration(3, { incarnation: 'second' }));
  accepted(state, { type: 'unfenceBroker', brokerId: 3, brokerEpoch: null });
  t.is(errorOf(state, beforeRestart), 'INELIGIBLE_REPLICA');
  const [, , former = null] = beforeRestart.isrBrokerEpochs;
  t.is(errorOf(state, { ...beforeRestart, isrBrokerEpochs: [null, null, former] }), 'INELIGIBLE_REPLICA');
  t.is(errorOf(state, { ...beforeRestart, isrBrokerEpochs: [null, null, null] }), 'NONE');
});

test('a change meant for a topic that was deleted does not reach the next one of its name', (t) => {
  const state = withOrders();
  const late = alter(state, [1]);
  accepted(state, { type: 'deleteTopic', name: 'orders', requestId: null });
  t.is(errorOf(state, late), 'UNKNOWN_TOPIC_OR_PARTITION');
  accepted(state, {
    type: 'createTopicWithAssignments',
    name: 'orders',
    config: [],
    partitions: [{ replicas: [1, 2], leader: 1, isr: [1, 2] }],
    requestId: null,
  });
  t.is(errorOf(state, late), 'UNKNOWN_TOPIC_ID');
});

test('nobody alters a partition that nobody leads', (t) => {
  const state = withOrders();
  for (const brokerId of [1, 2, 3])
    accepted(state, { type: 'fenceBroker', brokerId, brokerEpoch: null, failover: 'first-live-isr' });
  t.is(errorOf(state, alter(state, [3])), 'LEADER_NOT_AVAILABLE');
});
