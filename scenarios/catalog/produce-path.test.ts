/** What the produce path and the group commit make of the load of `steady-produce`. */
import test from 'ava';
import { runScenario, type RunResult } from '../index.js';

type Setting = Readonly<Record<string, string | number>>;

async function run(set: Setting): Promise<RunResult> {
  const result = await runScenario('steady-produce', { seed: 1, set, causes: 'none' });
  if (result.verdict !== 'passed') throw new Error(JSON.stringify(result.violations));
  return result;
}

const perS = ({ operations }: RunResult): number => operations['produce']?.throughputPerS ?? Number.NaN;

test('the profiles of the documents differ by their periods alone, and only where the tick commits', async (t) => {
  const load = { 'topic.partitions': 1, 'client.messages': 1280 };
  const rate = async (profile: string, commit: string): Promise<number> =>
    perS(await run({ ...load, 'wal.profile': profile, 'wal.commit': commit }));
  t.is(await rate('high', 'tick'), await rate('ultra', 'tick'));
  t.true((await rate('low', 'tick')) > 3 * (await rate('high', 'tick')));
  t.is(await rate('low', 'notify-or-tick'), await rate('ultra', 'notify-or-tick'));
});

test('a knob goes before the profile', async (t) => {
  const load = {
    'topic.partitions': 1,
    'client.messages': 1280,
    'wal.commit': 'tick',
    'wal.profile': 'ultra',
  };
  t.true(perS(await run({ ...load, 'wal.commitPeriodMs': 50 })) > 1.9 * perS(await run(load)));
});

test('a queue that is full refuses, and the client hears of it', async (t) => {
  const set = {
    'wal.commit': 'tick',
    'wal.queueRecords': 100,
    'topic.partitions': 1,
    'client.messages': 128,
    'client.retries': 0,
  };
  const result = await runScenario('steady-produce', { seed: 1, set });
  t.like(result.operations['produce'], { ok: 100, errors: { REQUEST_TIMED_OUT: 28 } });
});

test('with one worker nobody waits for the locks of the produce path; with many, the longer the slower', async (t) => {
  const locked = { partitionState: 'one-mutex', pendingBatches: 'mutex', 'client.messages': 1280 };
  const free = { partitionState: 'sharded', pendingBatches: 'queue', 'client.messages': 1280 };
  const held = { 'produce.stateLockUs': 80, 'produce.pendingLockUs': 10 };
  t.is((await run({ ...locked, ...held })).hash, (await run({ ...free, ...held })).hash);
  const rates: number[] = [];
  for (const holdUs of [0, 45, 90]) {
    const set = { ...locked, 'cpu.workers': 8, 'produce.stateLockUs': holdUs };
    rates.push(perS(await run(set)));
  }
  t.deepEqual(
    rates,
    [...rates].sort((a, b) => b - a),
  );
  t.true((rates[2] ?? 0) < 0.8 * (rates[0] ?? 0));
});

test('a lock that readers share is as good as none once every partition is known', async (t) => {
  const many = { 'cpu.workers': 8, 'client.messages': 12_800, 'produce.stateLockUs': 90 };
  const shared = perS(await run({ ...many, partitionState: 'one-rwlock' }));
  const none = perS(await run({ ...many, partitionState: 'sharded' }));
  t.true(Math.abs(shared / none - 1) < 0.01, `${shared} ${none}`);
});
