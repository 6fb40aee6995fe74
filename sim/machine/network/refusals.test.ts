import test from 'ava';
import { createCounter, createTestCluster, DATAGRAM, STREAM, type TestCluster } from './testkit/cluster.js';
import { createLife } from '../testkit/scheduler.js';

/** Sends to n2 at `atUs`, and says when it was refused; null: never. */
function refusalUs(arrange: (cluster: TestCluster) => void, atUs = 1_000, channel = STREAM): number | null {
  const cluster = createTestCluster();
  let refusedUs: number | null = null;
  cluster.scheduler.at(atUs, () =>
    cluster.send('n1', 'n2', channel, 'anybody?', 100, () => {
      if (refusedUs !== null) throw new Error('refused twice');
      refusedUs = cluster.scheduler.nowUs();
    }),
  );
  arrange(cluster);
  cluster.scheduler.run();
  return refusedUs;
}

test('a machine without the process refuses after a round trip, on streams and datagrams', (t) => {
  const crash = (cluster: TestCluster): void => {
    cluster.crash('n2');
  };
  for (const channel of [STREAM, DATAGRAM]) t.is(refusalUs(crash, 1_000, channel), 1_000 + 2 * 500);
});

test('a machine that is down, a cut there and a cut back say nothing; nor does anybody who receives', (t) => {
  t.is(
    refusalUs((cluster) => cluster.crash('n2', false)),
    null,
  );
  for (const [from, to] of [
    ['n1', 'n2'],
    ['n2', 'n1'],
  ] as const) {
    t.is(
      refusalUs((cluster) => {
        cluster.crash('n2');
        cluster.network.controls.cutOneWay({ from, to }, createCounter('cut'));
      }),
      null,
    );
  }
  t.is(
    refusalUs(() => undefined),
    null,
  );
});

test('what is in flight when the process ends is refused by its machine, and lost without a word when that is gone too', (t) => {
  for (const [machineIsUp, expectedUs] of [
    [true, 1_200 + 2 * 500],
    [false, null],
  ] as const) {
    const refusedUs = refusalUs((cluster) =>
      cluster.scheduler.at(1_200, () => cluster.crash('n2', machineIsUp)),
    );
    t.is(refusedUs, expectedUs);
  }
});

test('a process that has not yet said that it receives refuses', (t) => {
  const cluster = createTestCluster();
  cluster.crash('n2');
  const refusedUs: number[] = [];
  cluster.scheduler.at(100, () => {
    cluster.network.connect(createLife(2));
    cluster.send('n1', 'n2', STREAM, 'too early', 100, () => refusedUs.push(cluster.scheduler.nowUs()));
  });
  cluster.scheduler.run();
  t.deepEqual(refusedUs, [100 + 2 * 500]);
});
