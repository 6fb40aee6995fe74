import test from 'ava';
import { MetadataState } from '../metadata/state/state.js';
import { accepted, withOrders } from '../metadata/testkit/image.js';
import type { MetadataStore } from '../metadata/store.js';
import type { Replicas } from './replicas.js';
import { Leaders } from './leaders.js';
import { referenceStrategies } from './strategies.js';

test('after a snapshot the leaders are those of the new image', (t) => {
  const later = withOrders();
  accepted(later, { type: 'fenceBroker', brokerId: 1, brokerEpoch: null, failover: 'first-live-isr' });
  // Only the image is looked at, and another one takes its place when a snapshot is installed.
  const store: { view: MetadataState } = { view: withOrders() };
  const leaders = new Leaders({
    brokerId: 1,
    strategies: referenceStrategies,
    store: store as unknown as MetadataStore,
    replicas: {} as unknown as Replicas,
  });
  t.is(leaders.leaderOf('orders', 0), 1);
  store.view = later;
  t.is(leaders.leaderOf('orders', 0), 2);
  store.view = new MetadataState();
  t.is(leaders.leaderOf('orders', 0), null);
});
