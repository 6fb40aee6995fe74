import test from 'ava';
import type { IntervalFigures } from '../../scenarios/harness/result/run-result.js';
import { historicalRun } from '../testkit/example-runs.js';
import { collapse } from './collapse.js';
import { timeByWait } from './timeline.js';

const intervalsOf = (lengthsMs: readonly number[]): readonly IntervalFigures[] => {
  let fromMs = 0;
  return lengthsMs.map((lengthMs, place) => {
    const interval = {
      kind: 'cpu',
      label: `step ${place}`,
      node: 'n1',
      fromMs,
      toMs: fromMs + lengthMs,
    } as const;
    fromMs += lengthMs;
    return interval;
  });
};
const [cascade] = historicalRun().explained;

test('repeated polls are one row, and the rows still reach from start to end without a gap', (t) => {
  const rows = collapse(cascade?.intervals ?? []);
  const counts = rows.map(({ count }) => count);
  t.deepEqual(counts, [1, 1, 1, 79, 1, 1, 1]);
  for (const [place, { fromMs }] of rows.entries()) if (place > 0) t.is(rows[place - 1]?.toMs, fromMs);
});

test('polls of another node or for another thing stay apart', (t) => {
  const poll = { kind: 'poll', label: 'createWait', node: 'n1', fromMs: 0, toMs: 50 } as const;
  const rows = collapse([
    poll,
    { ...poll, node: 'n2' },
    { ...poll, label: 'assign' },
    { ...poll, label: 'assign' },
  ]);
  const counts = rows.map(({ count }) => count);
  t.deepEqual(counts, [1, 1, 2]);
});

test('of very many rows the longest stay, and the short ones between them are put together', (t) => {
  const rows = collapse(intervalsOf([1, 1, 50, 1, 1, 1, 40, 1]), 2);
  t.deepEqual(
    rows.map(({ label, count, fromMs, toMs }) => [label, count, toMs - fromMs]),
    [
      ['others', 2, 2],
      ['step 2', 1, 50],
      ['others', 3, 3],
      ['step 6', 1, 40],
      ['others', 1, 1],
    ],
  );
});

test('of very many rows a cycle is one, also where its nodes and lengths change; what comes before and after stays', (t) => {
  const turn = (node: string, backoffMs: number): readonly (readonly [string, string, string, number])[] => [
    ['backoff', 'client retry', 'c1', backoffMs],
    ['network', 'client', node, 1],
    ['cpu', 'metadata', node, 2],
  ];
  const steps = [
    ['disk', 'sync', 'n1', 3] as const,
    ...turn('n1', 100),
    ...turn('n2', 200),
    ...turn('n3', 400),
    ['disk', 'write', 'n1', 1] as const,
  ];
  let fromMs = 0;
  const intervals = steps.map(([kind, label, node, lengthMs]) => {
    fromMs += lengthMs;
    return { kind, label, node, fromMs: fromMs - lengthMs, toMs: fromMs } as IntervalFigures;
  });
  t.is(collapse(intervals, 11).length, 11);
  t.deepEqual(
    collapse(intervals, 10).map(({ kind, label, node, count, fromMs: from, toMs }) => [
      kind,
      label,
      node,
      count,
      toMs - from,
    ]),
    [
      ['disk', 'sync', 'n1', 1, 3],
      ['backoff', 'client retry, client, metadata', '*', 3, 709],
      ['disk', 'write', 'n1', 1, 1],
    ],
  );
});

test('twice is no cycle', (t) => {
  const intervals = intervalsOf([5, 5, 5, 5]).map((interval, place) => ({
    ...interval,
    label: `step ${place % 2}`,
  }));
  t.true(collapse(intervals, 3).some(({ label }) => label === 'others'));
});

test('the time on each wait adds up to the latency', (t) => {
  if (cascade === undefined) return t.fail('the cascade is explained');
  const totals = timeByWait(cascade);
  t.deepEqual(totals[2], { kind: 'poll', label: 'createWait', totalUs: 3_950_000, count: 79 });
  t.is(cascade.latencyMs, totals.reduce((sum, { totalUs }) => sum + totalUs, 0) / 1000);
});
