import test from 'ava';
import { World } from '../../../sim/world/world.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { Env } from '../../env.js';
import { topicOf } from '../../metadata/testkit/image.js';
import { Mailroom } from '../../protocol/rpc.js';
import { Connections } from './connections.js';
import { startReplicator } from './replicator.js';
import { decodeDirectWrite, encodeDirectWrite, writeIdOf, type DirectWrite } from './wal.js';
import type { HistoricNames } from '../trace/names.js';

const DELAY_US = 500;

function write(number: number): DirectWrite {
  return { origin: 'n1', number, command: topicOf(`t${number}`, [1]) };
}

interface Received {
  readonly number: number;
  readonly atUs: number;
}

/** What n2 has received when n1 pushes its writes 1, 2, … at these moments. */
async function receivedOf(
  pollUs: number,
  pushesUs: readonly number[],
  schedule: FaultSchedule = [],
): Promise<{
  readonly received: readonly Received[];
  readonly counters: World<HistoricNames>['recorder']['counters'];
}> {
  const received: Received[] = [];
  const untilUs = Math.max(...pushesUs) + 3_000_000;
  const network = { delay: { kind: 'constant', us: DELAY_US }, jitterUs: 0 } as const;
  const world = new World<HistoricNames>({ seed: 1, untilUs, network });
  const connect = (env: Env): Connections => {
    const connections = new Connections({
      env,
      mailroom: new Mailroom(env.network),
      peers: [env.nodeId === 'n1' ? 'n2' : 'n1'],
      receive: (bytes) => received.push({ number: decodeDirectWrite(bytes)?.number ?? 0, atUs: world.nowUs }),
    });
    connections.start();
    return connections;
  };
  world.addNode({
    nodeId: 'n1',
    boot: (env) => {
      const push = startReplicator({ env, peers: ['n2'], connections: connect(env), pollUs });
      pushesUs.forEach((atUs, place) =>
        env.timers.after(atUs, { kind: 'sleep', label: 'push' }, () => push(write(place + 1))),
      );
    },
  });
  world.addNode({ nodeId: 'n2', boot: (env) => void connect(env) });
  const faults = { schedule, resolveTarget: () => [], runCommand: () => false };
  const end = await world.run(faults);
  if (end.reason === 'failed') throw end.error;
  return { received, counters: world.recorder.counters };
}

test('a write is what it was when it comes back from its bytes; anything else is none', (t) => {
  const bytes = encodeDirectWrite(write(7));
  t.deepEqual(decodeDirectWrite(bytes), write(7));
  t.is(writeIdOf(write(7)), 'wal:n1:7');
  t.is(decodeDirectWrite(bytes.subarray(1)), null);
  t.is(decodeDirectWrite(Uint8Array.of(...bytes, 0)), null);
});

test('a write waits for the next look at the queue, and looks are a period apart', async (t) => {
  for (const pollUs of [100_000, 40_000, 7_000]) {
    const pushesUs = Array.from({ length: 40 }, (_, n) => 2_000_000 + n * 137_011);
    const { received } = await receivedOf(pollUs, pushesUs);
    const numbers = received.map(({ number }) => number);
    t.deepEqual(
      numbers,
      pushesUs.map((_, place) => place + 1),
    );
    const lags = received.map(({ atUs }, place) => atUs - DELAY_US - (pushesUs[place] ?? 0));
    t.true(lags.every((lagUs) => lagUs >= 0 && lagUs <= pollUs));
    // Not at once, and not always as late as can be.
    t.true(Math.max(...lags) > 0.8 * pollUs && Math.min(...lags) < 0.2 * pollUs);
    t.is(new Set(received.map(({ atUs }) => atUs % pollUs)).size, 1);
  }
});

test('what there is no connection for is dropped, and nothing is sent again', async (t) => {
  // The first comes before there is a connection; the second meets a peer that has restarted and does not
  // know it any more.
  const restart = { id: 'restart', type: 'crash', target: 'n2', loses: 'none' } as const;
  const schedule: FaultSchedule = [{ ...restart, atMs: 1500, untilMs: 1600 }];
  const { received, counters } = await receivedOf(
    10_000,
    [500_000, 2_000_000, 2_100_000, 3_500_000],
    schedule,
  );
  const numbers = received.map(({ number }) => number);
  t.deepEqual(numbers, [4]);
  t.is(counters.get('metadata_stream_dropped'), 2);
  t.is(counters.get('metadata_stream_sent'), 2);
});

test('a peer whose process is gone refuses, and is connected to again when it is back', async (t) => {
  const down = { id: 'down', type: 'crash', target: 'n2', loses: 'none' } as const;
  const schedule: FaultSchedule = [{ ...down, atMs: 1500, untilMs: 2500 }];
  const { received, counters } = await receivedOf(10_000, [2_000_000, 2_100_000, 5_000_000], schedule);
  const numbers = received.map(({ number }) => number);
  t.deepEqual(numbers, [3]);
  t.is(counters.get('metadata_stream_dropped'), 1);
});

test('a connection that is refused fails at once, and is tried again after its backoff', async (t) => {
  const down = { id: 'down', type: 'crash', target: 'n2', loses: 'none' } as const;
  // Tried at 1 s, refused, and tried again 2 s later; with the time of a connection that nobody answers it
  // were 7 s later.
  const schedule: FaultSchedule = [{ ...down, atMs: 500, untilMs: 1500 }];
  const { received, counters } = await receivedOf(10_000, [2_900_000, 3_100_000], schedule);
  const numbers = received.map(({ number }) => number);
  t.deepEqual(numbers, [2]);
  t.is(counters.get('metadata_stream_dropped'), 1);
});
