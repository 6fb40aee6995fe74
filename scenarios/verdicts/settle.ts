import { createLab, type RunOne } from './lab.js';
import type { ClaimVerdict, Settled, VerdictOutcome, VerdictRow } from './row.js';

/** Settles a row by running what it asks for. Throws when a run breaks: then nothing is settled. */
export async function settleRow(row: VerdictRow, runOne: RunOne): Promise<VerdictOutcome> {
  const { id, claim, source, expected } = row;
  if ('untestable' in row) {
    return {
      ...{ id, claim, source, expected, verdict: 'not-testable', measured: row.untestable },
      ...{ checks: [], controls: [], figures: [], evidence: [] },
    };
  }
  const { lab, commands } = createLab(runOne);
  const settled = await row.settle(lab);
  if (settled.checks.length === 0) throw new Error(`${id} checks nothing, so it settles nothing`);
  const { measured, checks, controls = [], figures = [] } = settled;
  const failed = controls.find(({ holds }) => !holds);
  if (failed !== undefined) throw new Error(`${id} settles nothing, for it is not so that ${failed.says}`);
  const verdict = verdictOf(id, settled);
  return { id, claim, source, expected, verdict, measured, checks, controls, figures, evidence: commands() };
}

function verdictOf(id: string, { checks }: Settled): ClaimVerdict {
  if (!checks.every(({ holds }) => holds)) return 'refuted';
  return id.startsWith('E') ? 'holds' : 'reproduced';
}
