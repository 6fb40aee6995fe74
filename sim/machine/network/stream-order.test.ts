import test from 'ava';
import fc from 'fast-check';
import { createCounter, createTestCluster, DATAGRAM, STREAM, type TestCluster } from './testkit/cluster.js';

interface Step {
  readonly atUs: number;
  readonly what: 'send' | 'slow' | 'lossy' | 'hold' | 'duplicate' | 'reorder' | 'cut' | 'pause';
  /** How long the fault lasts, or how many messages are sent. */
  readonly amount: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  atUs: fc.nat({ max: 3_000 }),
  what: fc.constantFrom(
    'send',
    'send',
    'send',
    'slow',
    'lossy',
    'hold',
    'duplicate',
    'reorder',
    'cut',
    'pause',
  ),
  amount: fc.integer({ min: 1, max: 1_500 }),
});

/** Begins the fault of a step and gives back its partner. */
function begin(cluster: TestCluster, { what }: Step, id: string): () => void {
  const { controls } = cluster.network;
  const link = { from: 'n1', to: '*' };
  const counter = createCounter(id);
  switch (what) {
    case 'slow': {
      const fault = controls.slowLink(link, { addUs: 700, factor: 2 }, counter);
      return () => controls.unslowLink(fault);
    }
    case 'lossy': {
      const fault = controls.lossyLink(link, 0.5, counter);
      return () => controls.unlossyLink(fault);
    }
    case 'hold': {
      const fault = controls.hold(link, counter);
      return () => controls.release(fault);
    }
    case 'duplicate': {
      const fault = controls.duplicateLink(link, 1, counter);
      return () => controls.unduplicateLink(fault);
    }
    case 'reorder': {
      const fault = controls.reorderLink(link, 1, counter);
      return () => controls.unreorderLink(fault);
    }
    case 'cut': {
      const fault = controls.isolate('n2', counter);
      return () => controls.heal(fault);
    }
    case 'pause': {
      const life = cluster.lifeOf('n2');
      life.paused = true;
      return () => cluster.scheduler.resume(life);
    }
    case 'send':
      return () => undefined;
  }
}

function play(steps: readonly Step[], seed: number, tieSeed: number): TestCluster {
  const cluster = createTestCluster({
    seed,
    tieSeed,
    config: {
      delay: { kind: 'uniform', minUs: 0, maxUs: 400 },
      jitterUs: 3,
      bandwidthBytesPerUs: 20,
      lossProbability: 0.1,
      retransmitUs: 500,
    },
  });
  let number = 0;
  steps.forEach((one, place) =>
    cluster.scheduler.at(one.atUs, () => {
      if (one.what !== 'send') {
        cluster.scheduler.at(one.atUs + one.amount, begin(cluster, one, `f${place}`));
        return;
      }
      for (let i = 0; i < one.amount % 8; i += 1) {
        number += 1;
        cluster.send('n1', 'n2', STREAM, number);
        cluster.send('n1', 'n2', DATAGRAM, number);
      }
    }),
  );
  cluster.scheduler.run();
  return cluster;
}

const numbersOn = (cluster: TestCluster, channel: string): readonly number[] =>
  cluster.received.filter((one) => one.channel === channel).map((one) => Number(one.payload));

test('a stream delivers in order, each message at most once, under any mix of faults', (t) => {
  const runs = fc.property(fc.array(step, { maxLength: 25 }), fc.nat(), fc.nat(), (steps, seed, tieSeed) => {
    const numbers = numbersOn(play(steps, seed, tieSeed), 'rpc');
    return numbers.every((number, place) => place === 0 || number > (numbers[place - 1] ?? 0));
  });
  t.notThrows(() => fc.assert(runs, { seed: 1, numRuns: 400 }));
});

test('without cuts a stream loses nothing, however lossy, slow or held it is', (t) => {
  const calm = step.filter(({ what }) => what !== 'cut');
  const runs = fc.property(fc.array(calm, { maxLength: 20 }), fc.nat(), (steps, seed) => {
    const cluster = play(steps, seed, seed);
    const sent = cluster.network.stats();
    const streamed = sent.gaveUp > 0 ? null : numbersOn(cluster, 'rpc');
    return streamed === null || streamed.every((number, place) => number === place + 1);
  });
  t.notThrows(() => fc.assert(runs, { seed: 2, numRuns: 200 }));
});

test('nothing stays on any link, and every message is accounted for', (t) => {
  const runs = fc.property(fc.array(step, { maxLength: 25 }), fc.nat(), (steps, seed) => {
    const stats = play(steps, seed, seed).network.stats();
    const gone =
      stats.cut + stats.lost + stats.refused + stats.disconnected + stats.gaveUp + stats.overflowed;
    return stats.sent + stats.duplicated === stats.delivered + gone;
  });
  t.notThrows(() => fc.assert(runs, { seed: 3, numRuns: 200 }));
});

test('datagrams overtake one another', (t) => {
  const numbers = numbersOn(play([{ atUs: 0, what: 'send', amount: 7 }], 4, 4), 'gossip');
  t.notDeepEqual(
    numbers,
    [...numbers].sort((a, b) => a - b),
  );
});

test('messages of a stream due at the same microsecond keep their order and their own causes when ties are permuted', (t) => {
  for (let tieSeed = 0; tieSeed < 50; tieSeed += 1) {
    const cluster = createTestCluster({ tieSeed });
    for (let i = 0; i < 6; i += 1) cluster.scheduler.at(0, () => cluster.send('n1', 'n2', STREAM, i));
    const causeOf = new Map<number, number>();
    cluster.scheduler.run(499);
    let seen = 0;
    cluster.scheduler.onFired = (event) => {
      if (cluster.received.length > seen) causeOf.set(Number(cluster.received[seen]?.payload), event.cause);
      seen = cluster.received.length;
    };
    cluster.scheduler.run();
    t.deepEqual(cluster.payloads('n1', 'n2'), [0, 1, 2, 3, 4, 5]);
    // The message i was sent by the event i + 1 of the run.
    t.deepEqual(
      [...causeOf.entries()],
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 5],
        [5, 6],
      ],
    );
  }
});
