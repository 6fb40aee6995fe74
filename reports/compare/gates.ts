/** What became of the gates. */
import type { GateOutcome } from '../../scenarios/harness/compare/compare-document.js';
import { heading, table, toned, type Block, type Cell } from '../blocks/block.js';
import { grouped } from '../blocks/format.js';

export function gateBlocks(gates: readonly GateOutcome[]): readonly Block[] {
  if (gates.length === 0) return [];
  return [
    heading('Gates'),
    table(['gate', 'variant', 'operation', 'measured>', 'limit>', ''], gates.map(rowCells)),
  ];
}

function rowCells(outcome: GateOutcome): readonly Cell[] {
  const { gate, variant, operation, measured, limit, unit } = outcome;
  return [gate, variant, operation, withUnit(measured, unit), withUnit(limit, unit), resultOf(outcome)];
}

function resultOf({ passed, problem, measured }: GateOutcome): Cell {
  if (passed) return toned('good', 'passed');
  if (problem !== null) return toned('bad', `NOT JUDGED: ${problem}`);
  return toned('bad', measured === null ? 'FAILED: nothing measured' : 'FAILED');
}

function withUnit(value: number | null, unit: GateOutcome['unit']): string {
  if (value === null) return '-';
  return unit === '/s' ? `${grouped(value)}/s` : `${grouped(value)} ${unit}`;
}
