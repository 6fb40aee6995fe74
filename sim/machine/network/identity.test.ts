import test from 'ava';
import fc from 'fast-check';
import { createCounter, createTestCluster, DATAGRAM, STREAM, type TestCluster } from './testkit/cluster.js';

const CONFIG = {
  delay: { kind: 'lognormal', medianUs: 500, sigma: 0.8 },
  jitterUs: 20,
  lossProbability: 0.2,
  duplicateProbability: 0.2,
  reorderProbability: 0.2,
} as const;

/** What arrived from n1 at n2, and when. */
function arrivals(cluster: TestCluster): readonly (readonly [number, unknown])[] {
  return cluster.received
    .filter(({ from, to }) => from === 'n1' && to === 'n2')
    .map(({ atUs, payload }) => [atUs, payload]);
}

function run(
  seed: number,
  also: (cluster: TestCluster) => void,
  before: (cluster: TestCluster) => void = () => undefined,
): TestCluster {
  const cluster = createTestCluster({ seed, config: CONFIG });
  before(cluster);
  for (let i = 0; i < 20; i += 1) {
    cluster.scheduler.at(i * 300, () => {
      also(cluster);
      cluster.send('n1', 'n2', STREAM, i);
      cluster.send('n1', 'n2', DATAGRAM, i);
    });
  }
  cluster.scheduler.run();
  return cluster;
}

test('more messages on other links change neither delay nor loss of those on this one', (t) => {
  const runs = fc.property(fc.nat(), (seed) => {
    const quiet = run(seed, () => undefined);
    const busy = run(seed, (cluster) => {
      cluster.send('n2', 'n1', STREAM, 'other way');
      cluster.send('n1', 'n3', STREAM, 'other node');
      cluster.send('n1', 'n2', { name: 'other channel', transport: 'datagram' }, 'x');
    });
    t.deepEqual(
      arrivals(busy).filter(([, payload]) => payload !== 'x'),
      arrivals(quiet),
    );
  });
  fc.assert(runs, { seed: 5, numRuns: 50 });
});

test('the luck of one fault does not depend on which others are in force', (t) => {
  const lossy = (cluster: TestCluster): void => {
    cluster.network.controls.lossyLink({ from: 'n1', to: 'n2' }, 0.5, createCounter('f2'));
  };
  const alone = run(7, () => undefined, lossy);
  const together = run(
    7,
    () => undefined,
    (cluster) => {
      cluster.network.controls.lossyLink({ from: 'n1', to: 'n2', channel: 'gossip' }, 0, createCounter('f1'));
      lossy(cluster);
      cluster.network.controls.lossyLink({ from: 'n3', to: '*' }, 1, createCounter('f3'));
    },
  );
  t.deepEqual(arrivals(together), arrivals(alone));
});

test('two faults on one link have luck of their own: half of what the first spares, the second loses', (t) => {
  const cluster = createTestCluster({ seed: 11 });
  for (const id of ['f1', 'f2'])
    cluster.network.controls.lossyLink({ from: 'n1', to: 'n2' }, 0.5, createCounter(id));
  for (let i = 0; i < 1_000; i += 1) cluster.send('n1', 'n2', DATAGRAM, i);
  const lost = cluster.network.stats().lost;
  t.true(lost > 700 && lost < 800, `lost ${lost} of 1000`);
});

test('another seed gives other delays, the same seed the same', (t) => {
  t.deepEqual(arrivals(run(1, () => undefined)), arrivals(run(1, () => undefined)));
  t.notDeepEqual(arrivals(run(1, () => undefined)), arrivals(run(2, () => undefined)));
});
