import test from 'ava';
import { createCounter, createTestCluster, DATAGRAM, STREAM, type TestCluster } from './testkit/cluster.js';

const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'] as const;

/** Which nodes reach which, after one message on each link: `n1>n2`. */
function reach(cluster: TestCluster): readonly string[] {
  const before = cluster.received.length;
  for (const from of NODES) for (const to of NODES) cluster.send(from, to, STREAM, 'ping');
  cluster.scheduler.run();
  return [...new Set(cluster.received.slice(before).map(({ from, to }) => `${from}>${to}`))].sort();
}

const ALL = NODES.flatMap((from) => NODES.map((to) => `${from}>${to}`));

const without = (cut: (from: string, to: string) => boolean): readonly string[] =>
  ALL.filter((link) => !cut(link.slice(0, 2), link.slice(3)));

test('a partition cuts its groups from each other, leaves everyone else, and heals', (t) => {
  const cluster = createTestCluster();
  const fault = cluster.network.controls.partition([['n1'], ['n2', 'n3']], createCounter('f'));
  t.deepEqual(
    reach(cluster),
    without(
      (from, to) =>
        (from === 'n1') !== (to === 'n1') && [from, to].some((node) => node === 'n2' || node === 'n3'),
    ),
  );
  cluster.network.controls.heal(fault);
  t.deepEqual(reach(cluster), ALL);
});

test('isolate, cutOneWay and ring cut what their names say', (t) => {
  const { controls } = createTestCluster().network;
  const isolated = createTestCluster();
  isolated.network.controls.isolate('n2', createCounter('f'));
  t.deepEqual(
    reach(isolated),
    without((from, to) => from !== to && (from === 'n2' || to === 'n2')),
  );

  const oneWay = createTestCluster();
  oneWay.network.controls.cutOneWay({ from: 'n1', to: 'n2' }, createCounter('f'));
  t.deepEqual(
    reach(oneWay),
    without((from, to) => from === 'n1' && to === 'n2'),
  );

  const ring = createTestCluster();
  ring.network.controls.ring(NODES, createCounter('f'));
  const apart = (from: string, to: string): number => Math.abs(Number(from.slice(1)) - Number(to.slice(1)));
  t.deepEqual(
    reach(ring),
    without((from, to) => apart(from, to) === 2 || apart(from, to) === 3),
  );
  t.throws(() => controls.ring(['n1', 'n2', 'n3'], createCounter('f')), { message: /at least four/ });
});

test('overlapping cuts heal each for itself: a link works again when the last of them is healed', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  const first = controls.isolate('n2', createCounter('f1'));
  const second = controls.partition([['n1'], ['n2']], createCounter('f2'));
  controls.heal(first);
  t.deepEqual(
    reach(cluster),
    without((from, to) => (from === 'n1' && to === 'n2') || (from === 'n2' && to === 'n1')),
  );
  controls.heal(second);
  t.deepEqual(reach(cluster), ALL);
  t.throws(() => controls.heal(second), { message: /taken back once/ });
});

test('a partition drops what is in flight, even if it heals before that would have arrived', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  for (const channel of [STREAM, DATAGRAM]) cluster.send('n1', 'n2', channel, 'in flight');
  cluster.send('n1', 'n3', STREAM, 'elsewhere');
  cluster.scheduler.at(499, () => {
    const fault = cluster.network.controls.partition([['n1'], ['n2']], counter);
    cluster.send('n1', 'n2', STREAM, 'cut');
    cluster.network.controls.heal(fault);
    cluster.send('n1', 'n2', STREAM, 'after');
  });
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['500 elsewhere', '999 after']);
  t.is(counter.effects, 3);
});

test('what a paused process has received already survives a cut, and what is still under way does not', (t) => {
  const cluster = createTestCluster();
  const life = cluster.lifeOf('n2');
  life.paused = true;
  cluster.send('n1', 'n2', STREAM, 'received by the machine');
  cluster.scheduler.at(400, () => cluster.send('n1', 'n2', STREAM, 'under way'));
  cluster.scheduler.at(600, () => {
    cluster.network.controls.heal(cluster.network.controls.isolate('n2', createCounter('f')));
    cluster.send('n1', 'n2', STREAM, 'after');
  });
  cluster.scheduler.at(5_000, () => cluster.scheduler.resume(life));
  cluster.scheduler.run();
  t.deepEqual(cluster.payloads('n1', 'n2'), ['received by the machine', 'after']);
});

test('what a paused process had received is gone when it ends, and is not in the way of the next life', (t) => {
  const cluster = createTestCluster();
  cluster.lifeOf('n2').paused = true;
  cluster.send('n1', 'n2', STREAM, 'received by the machine');
  cluster.scheduler.at(600, () => {
    cluster.crash('n2');
    cluster.start('n2');
  });
  cluster.scheduler.at(2_000, () => cluster.send('n1', 'n2', STREAM, 'to the new life'));
  cluster.scheduler.run();
  t.deepEqual(cluster.payloads('n1', 'n2'), ['to the new life']);
});

test('an event kept for a paused process, which nobody can cancel, does not bring a later message early', (t) => {
  const cluster = createTestCluster();
  const life = cluster.lifeOf('n2');
  life.paused = true;
  cluster.send('n1', 'n2', STREAM, 'cut the moment it is due');
  // After the delivery's event within the same microsecond, so that the process has kept it already.
  cluster.scheduler.schedule(500, cluster.lifeOf('n1'), 'timer', { kind: 'sleep', label: 'test' }, 0, () => {
    cluster.network.controls.heal(cluster.network.controls.isolate('n2', createCounter('f')));
    cluster.send('n1', 'n2', STREAM, 'after');
  });
  cluster.scheduler.at(700, () => cluster.scheduler.resume(life));
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['1000 after']);
});

test('held messages arrive in order after the release, plus the normal delay; the wait is injected', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  cluster.send('n1', 'n2', STREAM, 'in flight');
  const fault = cluster.network.controls.hold({ from: 'n1', to: 'n2', channel: 'rpc' }, counter);
  cluster.scheduler.at(100, () => {
    cluster.send('n1', 'n2', STREAM, 'first');
    cluster.send('n1', 'n2', STREAM, 'second');
    cluster.send('n1', 'n2', DATAGRAM, 'another channel');
  });
  cluster.scheduler.at(10_000, () => {
    cluster.network.controls.release(fault);
    cluster.send('n1', 'n2', STREAM, 'third');
  });
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), [
    '500 in flight',
    '600 another channel',
    '10500 first',
    '10500 second',
    '10500 third',
  ]);
  t.is(counter.effects, 2);
  const first = cluster.scheduler.fired.find(({ atUs, kind }) => atUs === 10_500 && kind === 'delivery');
  t.deepEqual(first?.pieces, [
    { untilUs: 10_000, wait: { kind: 'network-injected', label: 'rpc, held' } },
    { untilUs: 10_500, wait: { kind: 'network', label: 'rpc' } },
  ]);
  t.is(first?.cause, 1, 'its cause is the event that sent it, not the release');
});

test('two holds keep a message until both are released; a cut drops what is held', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  const first = controls.hold({ from: '*', to: 'n2' }, createCounter('f1'));
  const second = controls.hold({ from: 'n1', to: '*' }, createCounter('f2'));
  cluster.send('n1', 'n2', STREAM, 'kept by both');
  cluster.send('n3', 'n2', STREAM, 'to be cut');
  controls.heal(controls.cutOneWay({ from: 'n3', to: 'n2' }, createCounter('f3')));
  controls.release(first);
  cluster.scheduler.run();
  t.deepEqual(cluster.received, []);
  controls.release(second);
  cluster.scheduler.run();
  t.deepEqual(cluster.payloads('n1', 'n2'), ['kept by both']);
  t.deepEqual(cluster.payloads('n3', 'n2'), []);
});

test('a slow link delays by factor and by addition, and says how much of the wait was injected', (t) => {
  const cluster = createTestCluster();
  const counter = createCounter('f');
  const fault = cluster.network.controls.slowLink(
    { from: 'n1', to: 'n2' },
    { addUs: 100, factor: 3 },
    counter,
  );
  cluster.send('n1', 'n2', STREAM, 'slow');
  cluster.network.controls.unslowLink(fault);
  cluster.send('n1', 'n2', STREAM, 'behind it');
  cluster.send('n2', 'n1', STREAM, 'other way');
  cluster.scheduler.run();
  t.deepEqual(cluster.arrivals(), ['500 other way', '1600 slow', '1600 behind it']);
  for (const event of cluster.scheduler.fired.slice(1)) {
    t.deepEqual(event.pieces, [
      { untilUs: 500, wait: { kind: 'network', label: 'rpc' } },
      { untilUs: 1_600, wait: { kind: 'network-injected', label: 'rpc' } },
    ]);
  }
  t.is(counter.effects, 1);
});

test('duplicating and reordering strike datagrams, and report no effect on streams', (t) => {
  for (const channel of [STREAM, DATAGRAM]) {
    const cluster = createTestCluster();
    const counters = { copies: createCounter('f1'), order: createCounter('f2') };
    cluster.network.controls.duplicateLink({ from: '*', to: '*' }, 1, counters.copies);
    cluster.network.controls.reorderLink({ from: '*', to: '*' }, 1, counters.order);
    cluster.send('n1', 'n2', channel, 'once or twice');
    cluster.send('n1', 'n1', channel, 'to itself');
    cluster.scheduler.run();
    const isStream = channel === STREAM;
    t.is(cluster.payloads('n1', 'n2').length, isStream ? 1 : 2);
    t.is(cluster.payloads('n1', 'n1').length, 1);
    t.deepEqual([counters.copies.effects, counters.order.effects], isStream ? [0, 0] : [1, 2]);
  }
});

test('loss costs a stream time, which is injected, and a datagram its life', (t) => {
  const cluster = createTestCluster({ seed: 3, config: { retransmitUs: 1_000, retransmitsMax: 20 } });
  const counter = createCounter('f');
  cluster.network.controls.lossyLink({ from: 'n1', to: 'n2' }, 0.5, counter);
  for (let i = 0; i < 100; i += 1) {
    cluster.send('n1', 'n2', STREAM, i);
    cluster.send('n1', 'n2', DATAGRAM, i);
  }
  cluster.scheduler.run();
  const stats = cluster.network.stats();
  t.true(stats.lost > 30 && stats.lost < 70);
  t.is(cluster.received.length, 200 - stats.lost);
  t.is(counter.effects, stats.lost + stats.retransmitted);
});

test('healAll ends every fault', (t) => {
  const cluster = createTestCluster();
  const { controls } = cluster.network;
  controls.isolate('n1', createCounter('f1'));
  controls.isolate('n1', createCounter('f2'));
  controls.hold({ from: '*', to: '*' }, createCounter('f3'));
  cluster.send('n3', 'n4', STREAM, 'held');
  controls.healAll();
  t.deepEqual(reach(cluster), ALL);
  t.deepEqual(cluster.payloads('n3', 'n4'), ['held', 'ping']);
});
