import test from 'ava';
import { createCounter, createTestCluster, DATAGRAM, STREAM } from './testkit/cluster.js';

test('a message arrives after the one-way delay, and one to oneself after the loopback delay', (t) => {
  const cluster = createTestCluster();
  cluster.send('n1', 'n2', STREAM, 'far');
  cluster.send('n1', 'n1', STREAM, 'near');
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['20 near', '500 far']);
});

test('bandwidth is shared by the channels between two nodes, and by no others', (t) => {
  const cluster = createTestCluster({ config: { bandwidthBytesPerUs: 10 } });
  cluster.send('n1', 'n2', STREAM, 'first', 10_000);
  cluster.send('n1', 'n2', DATAGRAM, 'second', 10_000);
  cluster.send('n1', 'n3', STREAM, 'other wire', 10_000);
  cluster.send('n2', 'n1', STREAM, 'other way', 10_000);
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['1500 first', '1500 other wire', '1500 other way', '2500 second']);
});

test('what is in flight to or from a process that ends is gone, and a new life starts with none of it', (t) => {
  const cluster = createTestCluster();
  cluster.send('n1', 'n2', STREAM, 'to');
  cluster.send('n2', 'n1', STREAM, 'from');
  cluster.send('n1', 'n3', STREAM, 'elsewhere');
  cluster.scheduler.at(100, () => cluster.crash('n2'));
  cluster.scheduler.at(200, () => {
    cluster.send('n1', 'n2', STREAM, 'to nobody');
    cluster.start('n2');
    cluster.send('n1', 'n2', STREAM, 'on the connection to the former life');
  });
  cluster.scheduler.at(2_000, () => cluster.send('n1', 'n2', STREAM, 'to the new life'));
  cluster.scheduler.run();
  const payloads = cluster.received.map(({ payload }) => payload);
  t.deepEqual(payloads, ['elsewhere', 'to the new life']);
  t.like(cluster.network.stats(), { disconnected: 2, refused: 2, delivered: 2 });
});

test('a process that has ended can send nothing more', (t) => {
  const cluster = createTestCluster();
  cluster.crash('n1');
  cluster.send('n1', 'n2', STREAM, 'from the grave');
  cluster.scheduler.run();
  t.deepEqual(cluster.received, []);
});

test('a stream sends a lost message again, waits twice as long each time, and breaks when it gives up', (t) => {
  const cluster = createTestCluster({ config: { lossProbability: 1, retransmitsMax: 2 } });
  cluster.send('n1', 'n2', STREAM, 1);
  cluster.scheduler.at(1_000, () => cluster.send('n1', 'n2', STREAM, 2));
  cluster.scheduler.run();
  t.is(cluster.scheduler.nowUs(), 200_000 + 400_000 + 800_000);
  t.deepEqual(cluster.received, []);
  t.like(cluster.network.stats(), { retransmitted: 4, gaveUp: 2 });
});

test('a lost datagram is gone', (t) => {
  const cluster = createTestCluster({ config: { lossProbability: 1 } });
  cluster.send('n1', 'n2', DATAGRAM, 1);
  cluster.scheduler.run();
  t.deepEqual(cluster.received, []);
  t.is(cluster.network.stats().lost, 1);
});

test('one message more than a link may have in flight breaks the connection', (t) => {
  const cluster = createTestCluster({ config: { inFlightMax: 3 } });
  for (let i = 0; i < 5; i += 1) cluster.send('n1', 'n2', STREAM, i);
  cluster.scheduler.run();
  t.deepEqual(cluster.payloads('n1', 'n2'), [4]);
  t.is(cluster.network.stats().overflowed, 4);
});

test('the digest of a delivery depends on the link, the number of the message, its size and its content', (t) => {
  const cluster = createTestCluster();
  cluster.send('n1', 'n2', STREAM, 'a');
  cluster.send('n1', 'n2', STREAM, 'a');
  cluster.send('n1', 'n3', STREAM, 'a');
  cluster.send('n1', 'n4', STREAM, 'a', 101);
  cluster.send('n1', 'n4', STREAM, 'b', 101);
  cluster.scheduler.run();
  t.is(new Set(cluster.scheduler.fired.map(({ digest }) => digest)).size, 5);
  t.true(cluster.scheduler.fired.every(({ digest }) => digest === (digest | 0)));
});

test('settings out of range are refused by name', (t) => {
  t.throws(() => createTestCluster({ config: { lossProbability: 2 } }), {
    message: /network\.lossProbability/,
  });
  t.throws(() => createTestCluster({ config: { loopbackUs: 0.5 } }), { message: /network\.loopbackUs/ });
  t.throws(() => createTestCluster({ config: { delay: { kind: 'constant', us: -1 } } }), {
    message: /network\.delay/,
  });
});

test('bytes that are changed after they were sent are found out on arrival', (t) => {
  const cluster = createTestCluster();
  const bytes = new Uint8Array([1, 2, 3]);
  cluster.send('n1', 'n2', STREAM, { bytes });
  bytes[0] = 9;
  t.throws(() => cluster.scheduler.run(), { message: /changed after it was sent/ });
});

test('the network reports what it did', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f1');
  cluster.network.controls.isolate('n2', counter);
  cluster.send('n1', 'n2', STREAM, 1, 7);
  cluster.send('n1', 'n3', STREAM, 1, 8);
  cluster.scheduler.run();
  t.like(cluster.network.stats(), { sent: 2, sentBytes: 15, delivered: 1, cut: 1, links: 3 });
  t.is(counter.effects, 1);
});
