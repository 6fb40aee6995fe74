/** What became of the gates. */
import type { GateOutcome } from '../../scenarios/compare/compare-document.js';
import { heading, table, toned, type Block, type Cell } from '../blocks/block.js';
import { grouped } from '../blocks/format.js';

export function gateBlocks(gates: readonly GateOutcome[]): readonly Block[] {
  if (gates.length === 0) return [];
  return [
    heading('Gates'),
    table(['gate', 'variant', 'operation', 'measured>', 'limit>', ''], gates.map(rowCells)),
  ];
}

function rowCells({ gate, variant, operation, measured, limit, unit, passed }: GateOutcome): readonly Cell[] {
  const result = passed
    ? toned('good', 'passed')
    : toned('bad', measured === null ? 'FAILED: nothing measured' : 'FAILED');
  return [gate, variant, operation, withUnit(measured, unit), withUnit(limit, unit), result];
}

function withUnit(value: number | null, unit: GateOutcome['unit']): string {
  if (value === null) return '-';
  return unit === '/s' ? `${grouped(value)}/s` : `${grouped(value)} ${unit}`;
}
