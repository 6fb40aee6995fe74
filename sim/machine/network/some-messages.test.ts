/** Faults that are about some messages of a link, and messages that arrive with flipped bytes. */
import test from 'ava';
import { createCounter, createTestCluster, DATAGRAM, STREAM, type TestCluster } from './testkit/cluster.js';

/** Sends each of them 1 ms after the one before, from 1 ms on, on a link of 0.5 ms. */
function sending(cluster: TestCluster, channel: typeof STREAM, ...texts: readonly string[]): void {
  texts.forEach((text, place) =>
    cluster.scheduler.at((place + 1) * 1000, () => cluster.send('n1', 'n2', channel, text)),
  );
}

test('only the n-th message of a type is slow, counted from the beginning of the fault on over all its links', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  const filter = { type: 'ask', nth: 2, seenCount: 0 };
  for (const to of ['n2', 'n3'])
    cluster.network.controls.slowLink({ from: 'n1', to, filter }, { addUs: 100 }, counter);
  cluster.scheduler.at(500, () => cluster.send('n1', 'n3', STREAM, 'ask n3'));
  sending(cluster, STREAM, 'answer a', 'ask b', 'ask c', 'answer d');
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), [
    '1000 ask n3',
    '1500 answer a',
    '2600 ask b',
    '3500 ask c',
    '4500 answer d',
  ]);
  t.is(counter.effects, 1);
});

test('a hold of one message of a stream holds what is sent behind it, and counts that one', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  const filter = { nth: 2, seenCount: 0 };
  const { controls } = cluster.network;
  const fault = controls.hold({ from: 'n1', to: 'n2', filter }, counter);
  const all = controls.hold({ from: 'n1', to: '*' }, createCounter('g'));
  sending(cluster, STREAM, 'a', 'b', 'c');
  cluster.scheduler.at(5000, () => controls.release(all));
  cluster.scheduler.at(9000, () => controls.release(fault));
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['5500 a', '9500 b', '9500 c']);
  t.is(counter.effects, 1);
});

test('a hold of one datagram holds no other', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  const hold = (nth: number): ReturnType<typeof controls.hold> =>
    controls.hold({ from: 'n1', to: 'n2', filter: { nth, seenCount: 0 } }, createCounter(`f${nth}`));
  const first = hold(1);
  const third = hold(3);
  sending(cluster, DATAGRAM, 'a', 'b', 'c', 'd');
  cluster.scheduler.at(7000, () => controls.release(third));
  cluster.scheduler.at(9000, () => controls.release(first));
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['2500 b', '4500 d', '7500 c', '9500 a']);
  t.is(cluster.network.stats().held, 2);
});

test('a fault that has ended touches what it had chosen no more', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  const filter = { nth: 1, seenCount: 0 };
  const fault = controls.lossyLink({ from: 'n1', to: 'n2', filter }, 1, createCounter('f'));
  sending(cluster, STREAM, 'a', 'b');
  cluster.scheduler.at(300_000, () => controls.unlossyLink(fault));
  cluster.scheduler.run();
  // Sent again after 200 and 400 ms: the second transmission is lost too, the third is not.
  t.deepEqual(cluster.arrivals(), ['601500 a', '601500 b']);
});

test('what arrives with flipped bytes ends the connection of a stream, and what is sent until the sender hears is gone', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  const filter = { nth: 2, seenCount: 0 };
  cluster.network.controls.corruptLink({ from: 'n1', to: 'n2', filter }, 1, counter);
  cluster.scheduler.at(500, () => cluster.send('n2', 'n1', STREAM, 'back'));
  cluster.scheduler.at(2100, () => cluster.send('n1', 'n2', STREAM, 'behind it'));
  sending(cluster, STREAM, 'a', 'b', 'c', 'd');
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['1000 back', '1500 a', '4500 d']);
  t.deepEqual(cluster.resets, ['2500 n2: n1 rpc', '3000 n1: n2 rpc']);
  t.is(counter.effects, 1);
  t.is(cluster.network.stats().corrupted, 1);
});

/** The way back is touched from the beginning on, and free again after 20 ms. */
function corruptingOnce(cluster: TestCluster, touchBack: () => () => void): void {
  const filter = { nth: 2, seenCount: 0 };
  cluster.network.controls.corruptLink({ from: 'n1', to: 'n2', filter }, 1, createCounter('f'));
  sending(cluster, STREAM, 'a', 'b', 'c');
  cluster.scheduler.at(600, () => cluster.scheduler.at(20_000, touchBack()));
  cluster.scheduler.at(30_000, () => cluster.send('n1', 'n2', STREAM, 'd'));
  cluster.scheduler.at(40_000, () => cluster.send('n1', 'n2', STREAM, 'e'));
  cluster.scheduler.run();
}

test('the news that a corruption ended a connection crosses the way back, and no cut', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  corruptingOnce(cluster, () => {
    const cut = controls.cutOneWay({ from: 'n2', to: 'n1' }, createCounter('g'));
    return () => controls.heal(cut);
  });
  // It hears when it sends again, on a connection that the other end does not know.
  t.deepEqual(cluster.resets, ['2500 n2: n1 rpc', '31000 n1: n2 rpc']);
  t.deepEqual(cluster.arrivals(), ['1500 a', '40500 e']);
});

test('the news that a corruption ended a connection is held and slow like any message', (t) => {
  const held = createTestCluster();
  corruptingOnce(held, () => {
    const { controls } = held.network;
    const hold = controls.hold({ from: 'n2', to: 'n1' }, createCounter('g'));
    return () => controls.release(hold);
  });
  t.deepEqual(held.resets, ['2500 n2: n1 rpc', '20500 n1: n2 rpc']);
  t.deepEqual(held.arrivals(), ['1500 a', '30500 d', '40500 e']);
  const slow = createTestCluster();
  corruptingOnce(slow, () => {
    const { controls } = slow.network;
    const fault = controls.slowLink({ from: 'n2', to: 'n1' }, { addUs: 5000 }, createCounter('g'));
    return () => controls.unslowLink(fault);
  });
  t.deepEqual(slow.resets, ['2500 n2: n1 rpc', '8000 n1: n2 rpc']);
});

test('a datagram with flipped bytes is dropped where it arrives', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  cluster.network.controls.corruptLink(
    { from: 'n1', to: 'n2', filter: { type: 'b', seenCount: 0 } },
    1,
    counter,
  );
  sending(cluster, DATAGRAM, 'a', 'b', 'c');
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['1500 a', '3500 c']);
  t.deepEqual([cluster.resets, counter.effects], [[], 1]);
});

test('corruption moves no draws of others', (t) => {
  const arrivals = (corrupts: boolean): readonly string[] => {
    const cluster = createTestCluster({ seed: 3, config: { jitterUs: 400, lossProbability: 0.2 } });
    if (corrupts) cluster.network.controls.corruptLink({ from: 'n1', to: 'n2' }, 0.5, createCounter('f'));
    for (let i = 0; i < 20; i += 1)
      cluster.scheduler.at(i * 1000, () => {
        cluster.send('n1', 'n2', STREAM, 'to n2');
        cluster.send('n1', 'n3', STREAM, `${i} to n3`);
      });
    cluster.scheduler.run();
    return cluster.arrivals().filter((one) => one.endsWith('n3'));
  };
  t.deepEqual(arrivals(true), arrivals(false));
});
