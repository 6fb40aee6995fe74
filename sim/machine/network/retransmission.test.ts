import test from 'ava';
import fc from 'fast-check';
import { createCounter, createTestCluster, STREAM, type TestCluster } from './testkit/cluster.js';
import { spent, type FiredEvent } from '../testkit/scheduler.js';

const LINK = { from: 'n1', to: 'n2' };

/** Loses that share of the stream n1 -> n2 from one time to another. */
function loseBetween(cluster: TestCluster, fromUs: number, untilUs: number, probability: number): void {
  const { controls } = cluster.network;
  cluster.scheduler.at(fromUs, () => {
    const fault = controls.lossyLink(LINK, probability, createCounter('f'));
    cluster.scheduler.at(untilUs, () => controls.unlossyLink(fault));
  });
}

function deliveries(cluster: TestCluster): readonly FiredEvent[] {
  return cluster.scheduler.fired.filter(({ kind }) => kind === 'delivery');
}

test('a fault that has ended loses no further transmission: one second of loss costs at most one more wait', (t) => {
  for (const probability of [0.9, 1]) {
    for (let seed = 1; seed <= 20; seed += 1) {
      const cluster = createTestCluster({ seed });
      loseBetween(cluster, 1_000, 1_001_000, probability);
      for (let i = 0; i < 100; i += 1)
        cluster.scheduler.at(1_000 + i * 10_000, () => cluster.send('n1', 'n2', STREAM, i));
      cluster.scheduler.run();
      t.is(cluster.received.length, 100);
      // Sent in the first instant it goes out again at +200, +600 and +1,400 ms.
      t.true(cluster.scheduler.nowUs() <= 1_001_000 + 800_000, String(cluster.scheduler.nowUs()));
    }
  }
});

test('a fault that begins later loses the next transmission, and background loss ends for good with calm', (t) => {
  const cluster = createTestCluster({ config: { lossProbability: 1 } });
  cluster.send('n1', 'n2', STREAM, 'lost by the background, then by the fault');
  loseBetween(cluster, 150_000, 250_000, 1);
  cluster.scheduler.at(100_000, () => cluster.network.controls.calm());
  cluster.scheduler.run();
  // `calm` ends what faults draw too, so the second transmission arrives.
  t.deepEqual(cluster.arrivals(), ['200500 lost by the background, then by the fault']);
});

test('blame tells the waits after background losses from those after injected ones, to the microsecond', (t) => {
  const cluster = createTestCluster({ seed: 4, config: { lossProbability: 0.5, retransmitsMax: 20 } });
  loseBetween(cluster, 0, 700_000, 0.5);
  let sent = 0;
  for (; sent < 40; sent += 1)
    cluster.scheduler.at(1_000 + sent * 50_000, () => cluster.send('n1', 'n2', STREAM, 0));
  cluster.scheduler.run();
  t.is(deliveries(cluster).length, sent);
  const sums = deliveries(cluster).map(spent);
  t.true(sums.some((one) => (one['network rpc'] ?? 0) >= 200_500));
  t.true(sums.some((one) => (one['network-injected rpc'] ?? 0) >= 200_000));
  for (const [place, event] of deliveries(cluster).entries()) {
    const total = Object.values(sums[place] ?? {}).reduce((sum, us) => sum + us, 0);
    t.is(total, event.atUs - event.sinceUs);
  }
});

test('with injected loss alone each message waits as without it, plus what is injected', (t) => {
  const cluster = createTestCluster({ seed: 9, config: { retransmitUs: 1_000 } });
  loseBetween(cluster, 0, 50_000, 0.6);
  for (let i = 0; i < 50; i += 1)
    cluster.scheduler.at(1_000 + i * 700, () => cluster.send('n1', 'n2', STREAM, i));
  cluster.scheduler.run();
  t.is(deliveries(cluster).length, 50);
  for (const event of deliveries(cluster)) t.is(spent(event)['network rpc'], 500);
});

test('a stream keeps its order while messages of it are out, and other messages do not move its draws', (t) => {
  const arrivals = (seed: number, others: boolean): readonly string[] => {
    const cluster = createTestCluster({ seed, config: { lossProbability: 0.3, retransmitUs: 1_000 } });
    for (let i = 0; i < 30; i += 1) {
      cluster.scheduler.at(i * 300, () => {
        cluster.send('n1', 'n2', STREAM, i);
        if (others) cluster.send('n3', 'n4', STREAM, 'other');
      });
    }
    cluster.scheduler.run();
    return cluster.arrivals().filter((one) => !one.endsWith('other'));
  };
  const runs = fc.property(fc.nat(), (seed) => {
    const alone = arrivals(seed, false);
    const order = alone.map((one) => Number(one.split(' ')[1]));
    t.deepEqual(order, [...Array(order.length).keys()]);
    t.deepEqual(arrivals(seed, true), alone);
  });
  fc.assert(runs, { seed: 1, numRuns: 100 });
});

test('a stream whose receiver pauses is repaired meanwhile, and is delivered in order when it goes on', (t) => {
  const cluster = createTestCluster();
  loseBetween(cluster, 0, 300_000, 1);
  const life = cluster.lifeOf('n2');
  cluster.scheduler.at(1_000, () => {
    cluster.send('n1', 'n2', STREAM, 1);
    life.paused = true;
  });
  cluster.scheduler.at(400_000, () => cluster.send('n1', 'n2', STREAM, 2));
  cluster.scheduler.at(2_000_000, () => cluster.scheduler.resume(life));
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['2000000 1', '2000000 2']);
});
