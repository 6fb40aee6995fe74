import { readFileSync } from 'node:fs';
import test from 'ava';
import { runScenario } from '../../index.js';
import type { VerdictRow } from '../row.js';
import { settleRow } from '../settle.js';

/** A test for each of the rows, settled by runs: a change of the code that changes a verdict fails here. */
export function settles(rows: readonly VerdictRow[]): void {
  const page = readFileSync('docs/verdicts.md', 'utf8');
  for (const row of rows) {
    test.serial(`${row.id} comes to the verdict of docs/verdicts.md`, async (t) => {
      const [, documented] = new RegExp(`^## ${row.id}: (\\S+)$`, 'm').exec(page) ?? [];
      const { verdict, checks } = await settleRow(row, runScenario, 'enough');
      const failed = checks.filter(({ holds }) => !holds).map(({ says }) => says);
      t.is<string, string>(verdict, documented ?? 'none', failed.join('; '));
    });
  }
}
