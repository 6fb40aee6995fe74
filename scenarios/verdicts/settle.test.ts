import test from 'ava';
import { rawRun } from '../harness/result/testkit/raw-run.js';
import { toRunResult } from '../harness/result/to-run-result.js';
import { VERDICT_IDS } from './ids.js';
import {
  all,
  allPassed,
  drainedMs,
  endAtNextLook,
  longest,
  median,
  range,
  shortest,
  text,
  violating,
} from './figures.js';
import { byMatches, isThirdEach, planBehind, unevenly } from './partition-match.js';
import type { RunOne } from './lab.js';
import type { Settled, TestableRow } from './row.js';
import { rows } from './rows/rows.js';
import { settleRow } from './settle.js';

const passes: RunOne = (scenario, { seed, set = {} }) =>
  Promise.resolve(toRunResult(rawRun({ scenario, seed, set })));

const NONE = { ok: 0, failed: 0, pending: 0, errors: {}, throughputPerS: null, latencyMs: null };

function row(id: string, settled: Partial<Settled>, fields: Partial<TestableRow> = {}): TestableRow {
  const about = { id, claim: 'It takes long.', source: 'S0:L1', expected: '50 ms' };
  return {
    ...about,
    settle: () => Promise.resolve({ checks: { a: true }, measured: '50 ms', ...settled }),
    ...fields,
  };
}

test('the verdict follows from the checks, and one that fails refutes', async (t) => {
  const broken = { checks: { a: true, b: false } } as const;
  t.is((await settleRow(row('R1', {}), passes)).verdict, 'reproduced');
  t.is((await settleRow(row('L1', {}), passes)).verdict, 'reproduced');
  t.is((await settleRow(row('E1', {}), passes)).verdict, 'holds');
  for (const id of ['R1', 'L1', 'E1']) t.is((await settleRow(row(id, broken), passes)).verdict, 'refuted');
  const { settle, ...about } = row('E1', {});
  t.is(typeof settle, 'function');
  t.is((await settleRow({ ...about, untestable: 'no text runs' }, passes)).verdict, 'not-testable');
});

test('the commands of all runs are evidence, each once', async (t) => {
  const outcome = await settleRow(
    row(
      'R1',
      {},
      {
        settle: async (lab) => {
          await lab.run('passes', { variant: 'slow', set: { 'topic.partitions': 7 } });
          await lab.run('passes', { variant: 'slow', set: { 'topic.partitions': 7 } });
          const runs = await lab.sweep('passes', [3, 5]);
          return { checks: { 'in order': runs.map(({ seed }) => seed).join() === '3,4,5' }, measured: '' };
        },
      },
    ),
    passes,
  );
  t.is(outcome.verdict, 'reproduced');
  t.deepEqual(outcome.evidence, [
    'stallgrind run passes --seed 1 --variant slow --set topic.partitions=7',
    'stallgrind sweep passes --seeds 3..5',
  ]);
});

test('a control that fails settles nothing, and is no part of the verdict', async (t) => {
  const refuted = { checks: { a: false }, controls: { 'the fault struck': true } } as const;
  t.is((await settleRow(row('E1', refuted), passes)).verdict, 'refuted');
  await t.throwsAsync(settleRow(row('E1', { ...refuted, controls: { 'the fault struck': false } }), passes), {
    message: /E1 settles nothing.*the fault struck/,
  });
});

test('a harness that breaks settles nothing', async (t) => {
  const breaks: RunOne = (scenario) =>
    Promise.resolve(
      toRunResult(rawRun({ scenario, end: { type: 'harnessError', message: 'out of order', stack: '' } })),
    );
  const asks = row(
    'R1',
    {},
    { settle: async (lab) => (await lab.run('breaks'), { checks: { a: true }, measured: '' }) },
  );
  await t.throwsAsync(settleRow(asks, breaks), { message: /out of order/ });
});

test('the rows stand in the order of the specification, each once', (t) => {
  const ids = rows.map(({ id }) => id);
  t.deepEqual(
    ids,
    VERDICT_IDS.filter((id) => ids.includes(id)),
  );
  t.is(new Set(ids).size, ids.length);
});

test('numbers in sentences have their thousands apart and three decimals at most', (t) => {
  t.deepEqual([1_234_567.0004, 20_350.5, 999, -1000.25, 0].map(text), [
    '1,234,567',
    '20,350.5',
    '999',
    '-1,000.25',
    '0',
  ]);
  t.is(text(null), 'none');
});

test('the middle of several, and from where to where they go', (t) => {
  t.deepEqual([[3], [3, 1], [9, 1, 2], [4, 1, 2, 9]].map(median), [3, 2, 2, 3]);
  t.is(range([2, 1234.5, 7]), '2 to 1,234.5');
  t.is(range([7, 7]), '7');
});

test('a plan stands behind runs if it alone says of each what arrives', (t) => {
  const elected = (leaders: readonly string[], ok: number) => ({
    ...toRunResult(rawRun({})),
    notes: leaders.map((node, partition) => {
      return { atMs: 1, node, text: `leads t/${partition} in term 1` };
    }),
    operations: { produce: { ...NONE, ok, failed: leaders.length - ok } },
  });
  const runs = [elected(['n1', 'n1'], 1), elected(['n2', 'n1'], 0), elected(['n1', 'n2'], 2)];
  t.deepEqual(planBehind(runs), ['n1', 'n2']);
  t.is(planBehind([...runs, elected(['n1', 'n2'], 1)]), null);
  t.is(planBehind(runs.slice(0, 1)), null);
  t.deepEqual(
    byMatches(runs, ['n1', 'n2']).map(({ matches }) => matches),
    [0, 1, 2],
  );
});

test('elections that one broker wins more often give other shares', (t) => {
  const thirds = unevenly(1 / 3).map((share) => Math.round(share * 27));
  t.deepEqual(thirds, [8, 12, 6, 1]);
  t.deepEqual(unevenly(1), [0, 1, 0, 0]);
});

test('of nothing, nothing is true', (t) => {
  t.false(all([], () => true));
  t.false(allPassed([]));
  t.false(longest([]) < 5 || longest([]) > 5 || shortest([]) < 5 || shortest([]) > 5);
  t.is(text(longest([])), 'none');
  t.is(text(Number.NEGATIVE_INFINITY), 'none');
  t.false(median([]) <= 0 || median([]) >= 0);
  t.is(range([]), 'none');
  const nothing = toRunResult(rawRun({}));
  t.is(violating([], 'election-safety'), '0 of 0');
  t.false(isThirdEach(byMatches([], ['n1'])));
  t.is(planBehind([]), null);
  t.is(drainedMs(nothing, 'createTopic', 1), Number.NaN);
  t.is(endAtNextLook('createWait', 50, { polled: [nothing], told: [nothing] }).exact, 0);
});

test('where as many seeds are run as are enough, a sweep takes its own, or the first of the row', async (t) => {
  const sweeps = row(
    'R1',
    {},
    {
      seedsEnough: 3,
      settle: async (lab) => {
        await lab.sweep('first', [5, 20]);
        await lab.sweep('few', [1, 2]);
        await lab.sweep('own', [1, 20], { enough: [10, 13] });
        return { checks: { a: true }, measured: '' };
      },
    },
  );
  const seedsOf = async (seeds: 'all' | 'enough') =>
    (await settleRow(sweeps, passes, seeds)).evidence.map((command) => command.split(' ').at(-1));
  t.deepEqual(await seedsOf('enough'), ['5..7', '1..2', '10..13']);
  t.deepEqual(await seedsOf('all'), ['5..20', '1..2', '1..20']);
});
