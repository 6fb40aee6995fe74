/** What holds of all rows. */
import test from 'ava';
import { rawRun } from '../harness/result/testkit/raw-run.js';
import { toRunResult } from '../harness/result/to-run-result.js';
import { VERDICT_IDS } from './ids.js';
import type { RunOne } from './lab.js';
import { rows } from './rows/rows.js';
import { settleRow } from './settle.js';

/** How many lines the documents have. */
const LINES: Readonly<Record<string, number>> = { S0: 481, S1: 266, S2: 358, S3: 404, S4: 565 };

const nothingHappens: RunOne = (scenario, { seed, set = {} }) =>
  Promise.resolve(toRunResult(rawRun({ scenario, seed, set })));

test('every id of the specification has a row', (t) => {
  t.is(VERDICT_IDS.length, 74);
  const ids = rows.map(({ id }) => id);
  t.deepEqual(ids, VERDICT_IDS);
});

test('every row names lines that its document has, or a commit', (t) => {
  const wrong: string[] = [];
  for (const { id, source } of rows) {
    const cited = [...source.matchAll(/S\d:L\d+(?:-\d+)?(?:, L\d+(?:-\d+)?)*/g)].map(([words]) => words);
    if (cited.length === 0 && !/@ ?[0-9a-f]{7}/.test(source)) wrong.push(`${id}: ${source}`);
    for (const words of cited) {
      const last = LINES[words.slice(0, 2)] ?? 0;
      const lines = [...words.slice(3).matchAll(/\d+/g)].map(([number]) => Number(number));
      if (!lines.every((line) => line >= 1 && line <= last)) wrong.push(`${id}: ${words}`);
    }
  }
  t.deepEqual(wrong, []);
});

test('every row says where what it expects comes from', (t) => {
  const silent = rows.filter(({ expected }) => !/\bspec\b|S\d:L\d+|@ ?[0-9a-f]{7}/.test(expected));
  const ids = silent.map(({ id }) => id);
  t.deepEqual(ids, []);
});

test('no row has a grave accent for an apostrophe', (t) => {
  for (const { id, claim, expected, source } of rows) {
    t.notRegex([claim, expected, source].join(' '), /\w`s\b/, id);
  }
});

test('no row is borne out by runs in which nothing happens, and no contradiction is refuted by them', async (t) => {
  const borneOut: string[] = [];
  const wantControls: string[] = [];
  for (const row of rows) {
    if ('untestable' in row) continue;
    const outcome = await settleRow(row, nothingHappens).catch(() => null);
    if (outcome === null) continue;
    if (outcome.verdict !== 'refuted') borneOut.push(row.id);
    else if (row.id.startsWith('E')) wantControls.push(row.id);
  }
  t.deepEqual(borneOut, []);
  t.deepEqual(wantControls, []);
});
