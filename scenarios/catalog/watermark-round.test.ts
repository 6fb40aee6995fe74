/** The task that tells the metadata log of high watermarks, and who waits for it. */
import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import { waitsMs } from '../verdicts/figures.js';

type Setting = Readonly<Record<string, string | number>>;

const run = (variant: string, set: Setting = {}): Promise<RunResult> =>
  runScenario('watermark-round', { seed: 1, variant, set });

test('a round lasts as long as the proposals of all partitions, one after the other', async (t) => {
  for (const [partitions, sleepMs] of [
    [24, 150],
    [7, 40],
  ] as const) {
    const result = await run('sleep-then-poll', {
      'topic.partitions': partitions,
      'proposeSleep.ms': sleepMs,
    });
    const rounds = [...new Set(waitsMs(result, 'watermarkRound'))];
    t.true(rounds.every((ms) => ms % sleepMs === 0));
    // Before the other topic has a record, and after. The others were in the warm-up.
    t.deepEqual(rounds.slice(-2), [partitions * sleepMs, (partitions + 1) * sleepMs]);
  }
});

test('the first produce to a partition waits for the round, and whoever comes then waits behind it', async (t) => {
  const result = await run('sleep-then-poll');
  const waits = waitsMs(result, 'partitionStates').filter((ms) => ms > 0);
  // In the warm-up the first use of each old partition waits too.
  t.is(waits.length, 24 + 8);
  // For a round, and for the proposal of the new partition.
  t.true(waits.every((ms) => ms <= (24 + 1) * 150));
  // They go on together with the first of them.
  const stalled = result.requests.filter(
    ({ operation, latencyMs }) => operation === 'produce' && (latencyMs ?? 0) > 1000,
  );
  const ends = stalled.map(({ startMs, latencyMs }) => startMs + (latencyMs ?? 0));
  t.is(stalled.length, 8);
  t.true(Math.max(...ends) - Math.min(...ends) < 10);
});

test('without a partition that is new to the broker a round holds nobody up', async (t) => {
  // The other topic is first written to when the load has long ended.
  const result = await run('sleep-then-poll', { 'client.messages': 560 });
  t.true(waitsMs(result, 'watermarkRound').includes(24 * 150));
  // None but the first uses in the warm-up.
  t.is(waitsMs(result, 'partitionStates').filter((ms) => ms > 0).length, 24);
});

test('a produce that tells the metadata log itself pays for the proposal, each time', async (t) => {
  const one = { 'client.count': 1, 'client.messages': 50, 'client.thinkMs': 0, 'topic.partitions': 1 };
  for (const sleepMs of [150, 70]) {
    const result = await run('sleep-then-poll', {
      ...one,
      watermarks: 'with-produce',
      'proposeSleep.ms': sleepMs,
    });
    t.true(waitsMs(result, 'proposeSleep').every((ms) => ms === sleepMs));
    // A proposal also waits while the loop writes, whose sync may stand behind a flush for the partition.
    const flushesMs = 2 * 1.5;
    const waits = waitsMs(result, 'watermark');
    t.true(waits.every((ms) => ms >= sleepMs && ms < sleepMs + flushesMs));
    t.true(waits.filter((ms) => ms === sleepMs).length > 0.9 * waits.length);
  }
});

test('a broker that does not lead the metadata log is refused at once, and waits for nothing', async (t) => {
  const result = await run('sleep-then-poll', {
    watermarks: 'with-produce',
    'cluster.nodes': 3,
    'topic.partitions': 3,
    'client.messages': 600,
  });
  const waits = waitsMs(result, 'watermark');
  const refused = waits.filter((ms) => ms === 0).length;
  t.is(result.counters['watermarks.failed'], refused);
  t.is(waits.filter((ms) => ms >= 150).length, waits.length - refused);
  t.true(refused > waits.length / 2 && refused < waits.length);
});

test('the reference tells nobody', async (t) => {
  const result = await run('reference');
  t.is(result.verdict, 'passed');
  t.deepEqual(waitsMs(result, 'partitionStates'), []);
  t.true((result.operations['produce']?.latencyMs?.max ?? Number.NaN) < 20);
});
