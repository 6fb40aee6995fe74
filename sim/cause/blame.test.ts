import test from 'ava';
import type { Wait } from '../../broker-core/door.js';
import { BlameTotals, explain, type Interval } from './blame.js';
import { createHistory, NO_HISTORY, ORIGIN } from './history.js';
import { createMarks } from './marks.js';

const SLEEP: Wait = { kind: 'sleep', label: 'nap' };
const SYNC: Wait = { kind: 'disk', label: 'sync' };
const POLL: Wait = { kind: 'poll', label: 'poll 50 us', awaits: 'topic:a' };

const nodeName = (nodeNumber: number): string => `n${nodeNumber}`;
const lines = (intervals: readonly Interval[]): string[] =>
  intervals.map(({ fromUs, toUs, kind, label, nodeId }) => `${fromUs}-${toUs} ${kind} ${label} ${nodeId}`);

/**
 * A chain on which time passed up to each of these moments, and the lines that explain from `startUs` to its
 * end.
 */
function explainChain(steps: readonly (readonly [atUs: number, wait: Wait])[], startUs: number): string[] {
  const history = createHistory();
  let last = ORIGIN;
  let endUs = 0;
  for (const [atUs, wait] of steps) {
    last = history.add(last, atUs, 1, wait);
    endUs = atUs;
  }
  return lines(explain({ history, marks: createMarks(), nodeName }, { first: ORIGIN, last, startUs, endUs }));
}

test('intervals follow each other from the start to the end; those of no length are left out', (t) =>
  t.deepEqual(
    explainChain(
      [
        [10, SLEEP],
        [10, { kind: 'wake', label: 'notified' }],
        [35, SYNC],
      ],
      0,
    ),
    ['0-10 sleep nap n1', '10-35 disk sync n1'],
  ));

test('what had begun before the request is cut off at its start', (t) => {
  t.deepEqual(
    explainChain(
      [
        [10, SLEEP],
        [100, SYNC],
      ],
      40,
    ),
    ['40-100 disk sync n1'],
  );
  t.deepEqual(explainChain([[10, SLEEP]], 10), []);
});

/** Explains 0-200 by polls at 50, 100, 150 and 200, with what they await marked at those times on n1. */
function explainPolls(...markedUs: readonly number[]): string[] {
  const history = createHistory();
  const marks = createMarks();
  for (const atUs of markedUs) marks.add('n1', 'topic:a', atUs);
  marks.add('n2', 'topic:a', 1);
  let last = ORIGIN;
  for (const atUs of [50, 100, 150, 200]) last = history.add(last, atUs, 1, POLL);
  return lines(explain({ history, marks, nodeName }, { first: ORIGIN, last, startUs: 0, endUs: 200 }));
}

test('a poll is waiting until its thing comes true, and overshoot from then on', (t) =>
  t.deepEqual(explainPolls(170), [
    '0-50 poll poll 50 us n1',
    '50-100 poll poll 50 us n1',
    '100-150 poll poll 50 us n1',
    '150-170 poll poll 50 us n1',
    '170-200 poll-overshoot poll 50 us n1',
  ]));

test('a poll whose thing was true before it began is overshoot altogether', (t) =>
  t.deepEqual(explainPolls(100).slice(2), [
    '100-150 poll-overshoot poll 50 us n1',
    '150-200 poll-overshoot poll 50 us n1',
  ]));

test('a poll whose thing never came true, or came true elsewhere, is waiting', (t) =>
  t.true(explainPolls().every((line) => !line.includes('overshoot'))));

test('what came true at the very moment of the poll is no overshoot', (t) =>
  t.deepEqual(explainPolls(200).at(-1), '150-200 poll poll 50 us n1'));

test('the time before a cause that was forgotten is not recorded, and nobody is blamed for it', (t) => {
  const chunk = 32_768;
  const history = createHistory(2 * chunk);
  let last = ORIGIN;
  const total = 4 * chunk;
  for (let i = 1; i <= total; i += 1) last = history.add(last, i, 1, SLEEP);
  const intervals = explain(
    { history, marks: createMarks(), nodeName },
    { first: ORIGIN, last, startUs: 0, endUs: total },
  );
  const [oldest] = intervals;
  t.is(oldest?.label, 'not recorded');
  t.is(oldest?.fromUs, 0);
  t.true((oldest?.toUs ?? 0) > chunk);
  t.true(intervals.slice(1).every(({ fromUs, toUs, label }) => label === 'nap' && toUs - fromUs === 1));
});

test('an interval whose cause alone was forgotten does not stand for the time since the start', (t) => {
  const history = createHistory();
  // The event itself is kept; what it was scheduled during is not.
  const last = history.add(12_345, 1_000, 1, SLEEP);
  t.deepEqual(
    lines(
      explain({ history, marks: createMarks(), nodeName }, { first: ORIGIN, last, startUs: 0, endUs: 1_000 }),
    ),
    ['0-1000 control not recorded '],
  );
});

test('without a history all of a latency is not recorded', (t) =>
  t.deepEqual(
    lines(
      explain(
        { history: NO_HISTORY, marks: createMarks(), nodeName },
        { first: ORIGIN, last: ORIGIN, startUs: 5, endUs: 10 },
      ),
    ),
    ['5-10 control not recorded '],
  ));

test('totals add up by kind and label, the largest first, ties by name', (t) => {
  const history = createHistory();
  const evidence = { history, marks: createMarks(), nodeName };
  const totals = new BlameTotals();
  // Equal waits that are not the same object are one line all the same.
  const sleepUntil = (cause: number, label: string, atUs: number): number =>
    history.add(cause, atUs, 1, { kind: 'sleep', label });
  totals.add(evidence, {
    first: ORIGIN,
    last: sleepUntil(sleepUntil(ORIGIN, 'b', 10), 'a', 15),
    startUs: 0,
    endUs: 15,
  });
  totals.add(evidence, {
    first: ORIGIN,
    last: sleepUntil(sleepUntil(ORIGIN, 'a', 5), 'c', 50),
    startUs: 0,
    endUs: 50,
  });
  t.deepEqual(totals.lines(), [
    { kind: 'sleep', label: 'c', totalUs: 45 },
    { kind: 'sleep', label: 'a', totalUs: 10 },
    { kind: 'sleep', label: 'b', totalUs: 10 },
  ]);
});

test('totals are those of the explanations, waits that are used again and overshoot included', (t) => {
  const history = createHistory();
  const marks = createMarks();
  const evidence = { history, marks, nodeName };
  const totals = new BlameTotals();
  marks.add('n1', 'topic:a', 130);
  let last = ORIGIN;
  for (const [atUs, wait] of [
    [100, SYNC],
    [150, POLL],
    [160, SLEEP],
    [200, POLL],
  ] as const) {
    last = history.add(last, atUs, 1, wait);
    totals.add(evidence, { first: ORIGIN, last, startUs: 20, endUs: atUs });
  }
  t.deepEqual(
    totals.lines(),
    [
      { kind: 'disk', label: 'sync', totalUs: 4 * 80 },
      { kind: 'poll', label: 'poll 50 us', totalUs: 3 * 30 },
      { kind: 'poll-overshoot', label: 'poll 50 us', totalUs: 3 * 20 + 40 },
      { kind: 'sleep', label: 'nap', totalUs: 2 * 10 },
    ].sort((a, b) => b.totalUs - a.totalUs),
  );
});
