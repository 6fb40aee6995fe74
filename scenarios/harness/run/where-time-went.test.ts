/** Blame goes to what a request waited for, and not to what happened to run meanwhile. */
import test from 'ava';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { runScenario } from '../../index.js';
import type { RunResult } from '../result/run-result.js';

/** All of the ISR has to have a record, and n3 leads. */
const ALL_THREE = {
  'client.count': 4,
  'client.messages': 200,
  'client.thinkMs': 50,
  'client.acks': 'all',
  'topic.partitions': 1,
  'topic.replicationFactor': 3,
  'topic.minInsyncReplicas': 3,
} as const;

const run = (faults: FaultSchedule, set: object = {}, causes: 'none' | 'all' = 'all'): Promise<RunResult> =>
  runScenario('steady-produce', {
    seed: 1,
    variant: 'reference',
    set: { ...ALL_THREE, ...set },
    faults,
    causes,
  });

/** Of the slowest produce: what took longest, and where. */
function longestOf({ explained }: RunResult): string {
  const intervals = explained.find(({ operation }) => operation === 'produce')?.intervals ?? [];
  const [longest] = [...intervals].sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs));
  return `${longest?.node} ${longest?.kind} ${longest?.label}`;
}

/** Intervals follow each other from the start to the end. */
function telescopes({ explained }: RunResult): boolean {
  return explained.every(({ startMs, latencyMs, intervals }) => {
    const isGapless = intervals.every(
      ({ fromMs }, place) => fromMs === (intervals[place - 1]?.toMs ?? startMs),
    );
    const endMs = intervals.at(-1)?.toMs ?? startMs;
    return isGapless && Math.round((endMs - startMs) * 1000) === Math.round((latencyMs ?? 0) * 1000);
  });
}

test('a record waits for one sync, its own; for those before it waits in a queue', async (t) => {
  const result = await runScenario('steady-produce', {
    seed: 1,
    variant: 'reference',
    set: { 'client.count': 16, 'client.messages': 1600, 'client.acks': 'all' },
    causes: 'all',
  });
  t.is(result.explained.length, 1600);
  for (const { intervals } of result.explained) {
    const syncs = intervals.filter(({ kind, label }) => kind === 'disk' && label === 'sync');
    const syncMs = syncs.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    t.true(syncMs <= 1.5 + 1e-9, `${syncMs} ms of sync for a sync of 1.5 ms`);
  }
  const queued = result.blame['produce']?.find(
    ({ kind, label }) => kind === 'queue' && label === 'wal commit',
  );
  t.true((queued?.totalMs ?? 0) > 0);
  t.true(telescopes(result));
});

const hold = (untilMs: number): FaultSchedule => [
  { id: 'held', type: 'hold', from: '*', to: 'n2', channel: 'replication', atMs: 9000, untilMs },
];
const stall = (untilMs: number): FaultSchedule => [
  { id: 'stalled', type: 'stallDisk', target: 'n2', atMs: 9000, untilMs },
];

test('a replication that is held is blamed on the follower and the hold, not on a disk', async (t) => {
  const result = await run(hold(12_000));
  t.is(longestOf(result), 'n2 network-injected replication, held');
  t.true(telescopes(result));
});

test('a follower’s stalled disk is blamed where all of the ISR is needed', async (t) => {
  const result = await run(stall(12_000));
  t.is(longestOf(result), 'n2 disk-injected stall');
  t.true(telescopes(result));
});

test('a time-out is blamed on what was waited for: the follower, and what kept it', async (t) => {
  t.is(longestOf(await run(hold(50_000))), 'n2 network-injected replication, held');
  t.is(longestOf(await run(stall(50_000))), 'n2 disk-injected stall');
  const cut = await run([
    { id: 'cut', type: 'cut', from: '*', to: 'n2', channel: 'replication', atMs: 9000, untilMs: 50_000 },
  ]);
  t.is(longestOf(cut), 'n3 timeout high watermark of steady/0: n2');
  t.true(telescopes(cut));
});

test('what is answered because a follower left the ISR has waited for that follower', async (t) => {
  const patient = { 'client.requestTimeoutMs': 60_000, 'client.deliveryTimeoutMs': 120_000 };
  const result = await run(hold(50_000), { ...patient, 'topic.minInsyncReplicas': 2 });
  t.is(longestOf(result), 'n3 timeout high watermark of steady/0: n2');
  t.true(telescopes(result));
});

const detailOf = (result: RunResult): string =>
  result.verdict === 'stalled' ? result.stall.detail : result.verdict;

test('a run that stalls says what the requests without an answer wait for', async (t) => {
  const result = await run(hold(50_000), { 'run.untilMs': 20_000 });
  t.is(
    detailOf(result),
    'the run reached its bound of time; still waiting: 4 produce for replication, held (n2)',
  );
});

test('a run that stalls claims nothing about waits when no causes were kept', async (t) => {
  const result = await run(hold(50_000), { 'run.untilMs': 20_000 }, 'none');
  t.is(detailOf(result), 'the run reached its bound of time');
});
