import test from 'ava';
import type { CommandOf, Failover } from '../../protocol/commands.js';
import {
  accepted,
  errorOf,
  orders,
  registration,
  threeBrokers,
  topicOf,
  withOrders,
} from '../testkit/image.js';

function fence(brokerId: number, failover: Failover = 'first-live-isr'): CommandOf<'fenceBroker'> {
  return { type: 'fenceBroker', brokerId, brokerEpoch: null, failover };
}

const unfence = (brokerId: number) => ({ type: 'unfenceBroker', brokerId, brokerEpoch: null }) as const;

test('when the leader is fenced the first live ISR member leads, one epoch later, and the leader is out of the ISR', (t) => {
  const state = withOrders();
  accepted(state, fence(2));
  const { changes } = accepted(state, fence(1));
  t.like(orders(state), { leader: 3, leaderEpoch: 1, isr: [3] });
  t.deepEqual(changes, [
    { type: 'brokerFenced', brokerId: 1 },
    { type: 'leaderChanged', topic: 'orders', partition: 0, leader: 3, leaderEpoch: 1 },
    { type: 'isrChanged', topic: 'orders', partition: 0, isr: [3], partitionEpoch: 2 },
  ]);
});

test('a follower that is fenced leaves the ISR and nothing else changes', (t) => {
  const state = withOrders();
  accepted(state, fence(3));
  t.like(orders(state), { leader: 1, leaderEpoch: 0, isr: [1, 2], partitionEpoch: 1 });
});

test('the last ISR member stays in it, offline; only its return gives the partition a leader', (t) => {
  const state = withOrders();
  for (const brokerId of [1, 2, 3]) accepted(state, fence(brokerId));
  t.like(orders(state), { leader: null, leaderEpoch: 3, isr: [3] });
  accepted(state, unfence(1));
  t.is(orders(state).leader, null);
  t.is(
    errorOf(state, { type: 'electLeader', topic: 'orders', partition: 0 }),
    'ELIGIBLE_LEADERS_NOT_AVAILABLE',
  );
  accepted(state, unfence(3));
  t.like(orders(state), { leader: 3, leaderEpoch: 4, isr: [3] });
  t.is(errorOf(state, { type: 'electLeader', topic: 'orders', partition: 0 }), 'ELECTION_NOT_NEEDED');
});

test('a live replica outside the ISR does not lead, though it stands first among the replicas', (t) => {
  const state = withOrders();
  accepted(state, fence(1));
  accepted(state, unfence(1));
  accepted(state, fence(2));
  t.like(orders(state), { leader: 3, isr: [3] });
  accepted(state, fence(3));
  t.like(orders(state), { leader: null, isr: [3] });
});

test('failover to the first of the ISR elects the failed leader itself', (t) => {
  const state = withOrders();
  accepted(state, fence(1, 'first-isr'));
  t.like(orders(state), { leader: 1, leaderEpoch: 0, isr: [1, 2, 3] });
  accepted(state, { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 2 });
  accepted(state, fence(2, 'first-isr'));
  t.like(orders(state), { leader: 1, leaderEpoch: 2, isr: [1, 2, 3] });
});

test('an election by hand mends what that failover left', (t) => {
  const state = withOrders();
  accepted(state, fence(1, 'first-isr'));
  const { reply } = accepted(state, { type: 'electLeader', topic: 'orders', partition: 0 });
  t.deepEqual(reply, { type: 'partition', leader: 2, leaderEpoch: 1, isr: [1, 2, 3], partitionEpoch: 2 });
});

test('fencing and unfencing mean one registration, not the next', (t) => {
  const state = withOrders();
  const first = state.broker(1)?.brokerEpoch ?? 0;
  accepted(state, registration(1, { incarnation: 'second' }));
  accepted(state, unfence(1));
  t.is(errorOf(state, { ...fence(1), brokerEpoch: first }), 'STALE_BROKER_EPOCH');
  t.is(errorOf(state, { ...unfence(1), brokerEpoch: first }), 'STALE_BROKER_EPOCH');
  t.is(errorOf(state, fence(9)), 'BROKER_ID_NOT_REGISTERED');
});

test('a restart is a failure, also when nobody noticed: the broker starts fenced and outside its ISRs', (t) => {
  const state = withOrders();
  accepted(state, registration(1, { incarnation: 'second' }));
  t.true(state.broker(1)?.fenced);
  t.like(orders(state), { leader: 2, leaderEpoch: 1, isr: [2, 3] });
});

test('a restart that is not fenced keeps its places', (t) => {
  const state = withOrders();
  accepted(state, registration(1, { incarnation: 'second', startFenced: false }));
  t.false(state.broker(1)?.fenced);
  t.like(orders(state), { leader: 1, leaderEpoch: 0, isr: [1, 2, 3] });
});

test('registering again in the same life keeps epoch and state, takes the new address, and is reported', (t) => {
  const state = withOrders();
  const before = state.broker(1);
  const { reply, changes } = accepted(state, registration(1, { port: 9999 }));
  t.like(state.broker(1), { port: 9999, brokerEpoch: before?.brokerEpoch ?? -1, fenced: false });
  t.deepEqual(reply, { type: 'broker', brokerEpoch: before?.brokerEpoch ?? -1 });
  t.is(changes.length, 1);
  t.is(orders(state).leader, 1);
});

test('a topic planned while a broker was alive is not led by it when it is fenced by then', (t) => {
  const state = threeBrokers();
  accepted(state, fence(1));
  accepted(state, topicOf('late', [1, 2, 3]));
  t.like(state.partition('late', 0), { replicas: [1, 2, 3], leader: 2, leaderEpoch: 0, isr: [2, 3] });
});
