import test from 'ava';
import { accepted, topicOf, withOrders } from './testkit/image.js';
import { describeTopic, rememberingDescriptions } from './views.js';

test('a topic is described once for all who ask, until the image changes', (t) => {
  const state = withOrders();
  const describe = rememberingDescriptions();
  const first = describe(state, 'orders');
  t.deepEqual(first, describeTopic(state, 'orders'));
  t.is(describe(state, 'orders'), first);
  accepted(state, { type: 'setPartitionLeader', topic: 'orders', partition: 0, leader: 2 });
  const second = describe(state, 'orders');
  t.notDeepEqual(second, first);
  t.deepEqual(second, describeTopic(state, 'orders'));
});

test('another image is not taken for the one before it, whatever its index', (t) => {
  const describe = rememberingDescriptions();
  const [one, other] = [withOrders(), withOrders()];
  t.is(one.appliedIndex, other.appliedIndex);
  t.not(describe(one, 'orders'), describe(other, 'orders'));
});

test('a topic that is not there is looked for anew, with the reason that it is asked with', (t) => {
  const state = withOrders();
  const describe = rememberingDescriptions();
  t.like(describe(state, 'new'), { error: 'UNKNOWN_TOPIC_OR_PARTITION' });
  t.like(describe(state, 'new', 'INVALID_REPLICATION_FACTOR'), { error: 'INVALID_REPLICATION_FACTOR' });
  accepted(state, topicOf('new', [1]));
  t.like(describe(state, 'new'), { error: 'NONE' });
});
