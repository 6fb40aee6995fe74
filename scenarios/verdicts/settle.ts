import { createLab, type RunOne } from './lab.js';
import {
  SEEDS_ENOUGH,
  type Check,
  type Checks,
  type ClaimVerdict,
  type VerdictOutcome,
  type VerdictRow,
} from './row.js';

/**
 * Settles a row by running what it asks for: over all its seeds, or over as many as are enough for the same
 * verdict. Throws when a run breaks: then nothing is settled.
 */
export async function settleRow(
  row: VerdictRow,
  runOne: RunOne,
  seeds: 'all' | 'enough' = 'all',
): Promise<VerdictOutcome> {
  const { id, claim, source, expected } = row;
  if ('untestable' in row) {
    return {
      id,
      claim,
      source,
      expected,
      verdict: 'not-testable',
      measured: row.untestable,
      checks: [],
      controls: [],
      figures: [],
      evidence: [],
    };
  }
  const { lab, commands } = createLab(runOne, seeds === 'all' ? null : (row.seedsEnough ?? SEEDS_ENOUGH));
  const settled = await row.settle(lab);
  const { measured, figures = [] } = settled;
  const [checks, controls] = [listOf(settled.checks), listOf(settled.controls)];
  if (checks.length === 0) throw new Error(`${id} checks nothing, so it settles nothing`);
  const failed = controls.find(({ holds }) => !holds);
  if (failed !== undefined) throw new Error(`${id} settles nothing, for it is not so that ${failed.says}`);
  const verdict = verdictOf(id, checks);
  return { id, claim, source, expected, verdict, measured, checks, controls, figures, evidence: commands() };
}

function verdictOf(id: string, checks: readonly Check[]): ClaimVerdict {
  if (!checks.every(({ holds }) => holds)) return 'refuted';
  return id.startsWith('E') ? 'holds' : 'reproduced';
}

function listOf(checks: Checks = {}): readonly Check[] {
  return Object.entries(checks).map(([says, holds]) => ({ says, holds }));
}
