import test from 'ava';
import { runScenario, type RunResult } from '../index.js';
import { waitsMs } from '../verdicts/figures.js';

const NAME = 'fetch-min-bytes';
async function run(set: Readonly<Record<string, string | number>>, seed = 1): Promise<RunResult> {
  const result = await runScenario(NAME, { seed, set });
  t0(result);
  return result;
}

function t0({ verdict, violations }: RunResult): void {
  if (verdict !== 'passed') throw new Error(`${verdict}: ${JSON.stringify(violations)}`);
}

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
