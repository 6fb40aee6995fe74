import test from 'ava';
import { createCounter, createTestCluster, STREAM, type TestCluster } from './testkit/cluster.js';

const REAL = { config: { handshakeRoundTrips: 1 } };

/** n1 and n2 have talked before 10 ms. */
function connected(): TestCluster {
  const cluster = createTestCluster(REAL);
  cluster.send('n1', 'n2', STREAM, 'hello');
  return cluster;
}

test('the first message of a connection takes a round trip more; what follows, and the answers, do not', (t) => {
  const cluster = connected();
  cluster.scheduler.at(1_000, () => cluster.send('n1', 'n2', STREAM, 'behind it'));
  cluster.scheduler.at(10_000, () => cluster.send('n2', 'n1', STREAM, 'an answer'));
  cluster.scheduler.at(20_000, () => cluster.send('n1', 'n2', STREAM, 'more'));
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['1500 hello', '1500 behind it', '10500 an answer', '20500 more']);
});

test('a process that dies on a living machine resets its connections, and a new one is opened then', (t) => {
  const cluster = connected();
  cluster.scheduler.at(10_000, () => {
    cluster.crash('n2');
    cluster.start('n2');
  });
  cluster.scheduler.at(20_000, () => cluster.send('n1', 'n2', STREAM, 'to the new life'));
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['10500 n1: n2 rpc']);
  t.deepEqual(cluster.arrivals(), ['1500 hello', '21500 to the new life']);
});

test('after a loss of power the connection is half open: nobody hears of it before something is sent', (t) => {
  const cluster = connected();
  cluster.scheduler.at(10_000, () => cluster.crash('n2', false));
  cluster.scheduler.at(5_000_000, () => cluster.start('n2'));
  cluster.scheduler.at(6_000_000, () => cluster.send('n1', 'n2', STREAM, 'on the former connection'));
  cluster.scheduler.at(6_002_000, () => cluster.send('n1', 'n2', STREAM, 'on a new one'));
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['6001000 n1: n2 rpc']);
  t.deepEqual(cluster.arrivals(), ['1500 hello', '6003500 on a new one']);
});

test('what was sent to a machine without power is repeated, and answered with a reset when that is back', (t) => {
  const cluster = connected();
  cluster.scheduler.at(10_000, () => cluster.crash('n2', false));
  cluster.scheduler.at(20_000, () => cluster.send('n1', 'n2', STREAM, 'lost'));
  cluster.scheduler.at(5_000_000, () => cluster.start('n2'));
  cluster.scheduler.run();
  // Repeated at 220, 620, 1,420, 3,020 and 6,220 ms; the reset comes back in 500 us.
  t.deepEqual(cluster.resets, ['6220500 n1: n2 rpc']);
});

test('the sender gives up after a quarter of an hour without power', (t) => {
  const cluster = connected();
  cluster.scheduler.at(10_000, () => cluster.crash('n2', false));
  cluster.scheduler.at(20_000, () => cluster.send('n1', 'n2', STREAM, 'lost'));
  cluster.scheduler.run();
  t.is(cluster.resets.length, 1);
  t.true(cluster.scheduler.nowUs() > 800_000_000 && cluster.scheduler.nowUs() < 1_100_000_000);
});

test('a reset that a cut keeps back comes with the next thing that is sent', (t) => {
  const cluster = connected();
  const { controls } = cluster.network;
  cluster.scheduler.at(9_000, () => {
    const fault = controls.cutOneWay({ from: 'n2', to: 'n1' }, createCounter('f'));
    cluster.scheduler.at(50_000, () => controls.heal(fault));
  });
  cluster.scheduler.at(10_000, () => {
    cluster.crash('n2');
    cluster.start('n2');
  });
  cluster.scheduler.at(60_000, () => cluster.send('n1', 'n2', STREAM, 'on the former connection'));
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['61000 n1: n2 rpc']);
});

test('a hold keeps a reset too', (t) => {
  const cluster = connected();
  const { controls } = cluster.network;
  cluster.scheduler.at(9_000, () => {
    const fault = controls.hold({ from: 'n2', to: 'n1' }, createCounter('f'));
    cluster.scheduler.at(50_000, () => controls.release(fault));
  });
  cluster.scheduler.at(10_000, () => cluster.crash('n2'));
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['50500 n1: n2 rpc']);
});

test('a message of the new life tells the peer that its connection to the former one is gone, and comes after that', (t) => {
  const cluster = connected();
  cluster.scheduler.at(10_000, () => cluster.crash('n2', false));
  cluster.scheduler.at(20_000, () => {
    cluster.start('n2');
    cluster.send('n2', 'n1', STREAM, 'from the new life');
  });
  cluster.scheduler.at(30_000, () => cluster.send('n1', 'n2', STREAM, 'to the new life'));
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['21500 n1: n2 rpc']);
  t.deepEqual(cluster.arrivals(), ['1500 hello', '21500 from the new life', '30500 to the new life']);
});

test('resetConnections ends what is open between two, and tells both; the counter says how many ends heard', (t) => {
  const cluster = connected();
  const counter = createCounter('f');
  cluster.scheduler.at(10_000, () => {
    cluster.send('n1', 'n2', STREAM, 'in flight');
    cluster.network.controls.resetConnections({ from: 'n2', to: 'n1' }, counter);
    cluster.network.controls.resetConnections({ from: 'n3', to: '*' }, createCounter('g'));
  });
  cluster.scheduler.at(20_000, () => cluster.send('n1', 'n2', STREAM, 'after'));
  cluster.scheduler.run();
  t.deepEqual([...cluster.resets].sort(), ['10000 n1: n2 rpc', '10000 n2: n1 rpc']);
  t.deepEqual(cluster.arrivals(), ['1500 hello', '21500 after']);
  t.is(counter.effects, 2);
});

test('a stream that gives up sending again tells its sender', (t) => {
  const cluster = createTestCluster({ config: { retransmitsMax: 2 } });
  cluster.network.controls.lossyLink({ from: 'n1', to: 'n2' }, 1, createCounter('f'));
  cluster.send('n1', 'n2', STREAM, 'lost');
  cluster.scheduler.run();
  t.deepEqual(cluster.resets, ['1400000 n1: n2 rpc']);
});

test('resets move no draws: what the other links carry is the same with and without a crash', (t) => {
  const arrivals = (crashes: boolean): readonly string[] => {
    const cluster = createTestCluster({ seed: 3, config: { jitterUs: 400, lossProbability: 0.2 } });
    for (let i = 0; i < 20; i += 1)
      cluster.scheduler.at(i * 1_000, () => {
        cluster.send('n1', 'n2', STREAM, 'to n2');
        cluster.send('n1', 'n3', STREAM, `${i} to n3`);
      });
    if (crashes) cluster.scheduler.at(5_000, () => cluster.crash('n2'));
    cluster.scheduler.run();
    return cluster.arrivals().filter((one) => one.endsWith('n3'));
  };
  t.deepEqual(arrivals(true), arrivals(false));
});
