import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import { latenciesMs, waitsMs } from '../verdicts/figures.js';

const NAME = 'fetch-min-bytes';
/** There and back at 0.5 ms each and some bytes, and 50 us of cpu. */
const ROUND_TRIP_MS = 1.052;

async function run(set: Readonly<Record<string, string | number>>, seed = 1): Promise<RunResult> {
  const result = await runScenario(NAME, { seed, set });
  t0(result);
  return result;
}

function t0({ verdict, violations }: RunResult): void {
  if (verdict !== 'passed') throw new Error(`${verdict}: ${JSON.stringify(violations)}`);
}

test('polling without reading again: every wait lasts to its time-out, exactly, whatever the interval', async (t) => {
  for (const [maxWaitMs, pollMs] of [
    [500, 10],
    [130, 50],
    [200, 37],
  ] as const) {
    const set = { fetchWait: 'polled-stale', 'consumer.fetchMaxWaitMs': maxWaitMs, 'fetch.pollMs': pollMs };
    const result = await run(set);
    t.deepEqual(new Set(waitsMs(result, 'fetchWait')), new Set([maxWaitMs]));
    t.true(result.findings.filter(({ type }) => type === 'lost-wakeup').length > 3);
    // A fetch either finds enough when it comes, or lasts as long as it may.
    const latencies = new Set(latenciesMs(result, 'fetch').map((ms) => Math.round(ms)));
    t.deepEqual(
      [...latencies].sort((a, b) => a - b),
      [1, maxWaitMs + 1],
    );
  }
});

test('polling: what comes at t is found at the next look, and a look that comes too late is the time-out', async (t) => {
  for (const firstAfterMs of [40, 111, 350]) {
    const one = { 'client.messages': 1, 'client.firstAfterMs': firstAfterMs };
    const [eventMs = 0] = waitsMs(await run({ ...one, fetchWait: 'purgatory' }), 'fetchWait');
    t.true(eventMs > firstAfterMs - 10 && eventMs < firstAfterMs + 110);
    for (const pollMs of [10, 37, 50, 400]) {
      const polled = await run({ ...one, fetchWait: 'polled', 'fetch.pollMs': pollMs });
      const [polledMs = 0] = latenciesMs(polled, 'fetch');
      const dueMs = Math.min(500, Math.ceil(eventMs / pollMs) * pollMs);
      t.is(polledMs, dueMs + ROUND_TRIP_MS, `${eventMs} ms, looked for every ${pollMs}`);
    }
  }
});

test('polling costs half an interval on average, and the report says so', async (t) => {
  const overshootsMs: number[] = [];
  for (const seed of [1, 2, 3, 4]) {
    const result = await run({ fetchWait: 'polled', 'fetch.pollMs': 50 }, seed);
    const waits = waitsMs(result, 'fetchWait');
    t.true(waits.every((ms) => ms % 50 === 0));
    const line = result.blame['fetch']?.find(({ kind }) => kind === 'poll-overshoot');
    overshootsMs.push((line?.totalMs ?? 0) / waits.filter((ms) => ms < 500).length);
  }
  const meanMs = overshootsMs.reduce((sum, ms) => sum + ms, 0) / overshootsMs.length;
  t.true(meanMs > 20 && meanMs < 30, String(meanMs));
});

test('a fetch waits for the bytes that it asks for: three records, or the time-out', async (t) => {
  const set = { 'consumer.fetchMinBytes': 500, 'consumer.fetchMaxWaitMs': 5000, 'client.messages': 18 };
  for (const fetchWait of ['purgatory', 'polled']) {
    const result = await run({ ...set, fetchWait });
    // Three records of 100 bytes with what is around each; the last fetch finds nothing any more.
    t.is(result.operations['fetch']?.ok, 18 / 3 + 1, fetchWait);
  }
});

test('reference: the answer leaves in the instant in which the data is committed', async (t) => {
  for (const seed of [1, 2, 3]) {
    const result = await runScenario(NAME, { seed, variant: 'reference' });
    t0(result);
    t.deepEqual(
      result.blame['fetch']?.filter(({ kind }) => kind === 'poll' || kind === 'poll-overshoot'),
      [],
    );
    // All but the last, which is idle.
    t.is(waitsMs(result, 'fetchWait').filter((ms) => ms === 500).length, 1);
  }
});
