/** Differences of matched requests. */
import type { PairedFigures } from '../../scenarios/harness/compare/compare-document.js';
import { heading, table, toned, type Block, type Cell, type Tone } from '../blocks/block.js';
import { grouped, signed } from '../blocks/format.js';

const TITLES = [
  'operation',
  'from',
  'to',
  'pairs>',
  'unpaired>',
  'min>',
  'mean>',
  'p50>',
  'p99>',
  'max>',
  'mean, 95 %>',
];

const DROPPED_FIRST = ['min', 'p50', 'unpaired', 'max', 'pairs', 'mean, 95 %'];

/** Below zero the second variant is faster. */
export function pairedBlocks(paired: readonly PairedFigures[]): readonly Block[] {
  if (paired.length === 0) return [];
  return [
    heading('The same request in both (difference in ms)'),
    table(TITLES, paired.map(rowCells), DROPPED_FIRST),
  ];
}

function rowCells(figures: PairedFigures): readonly Cell[] {
  const { operation, base, other, pairs, unpaired, differenceMs, meanInterval } = figures;
  const { min, mean, p50, p99, max } = differenceMs ?? {};
  const interval =
    meanInterval === null ? '-' : `${signed(meanInterval.lowMs)} to ${signed(meanInterval.highMs)}`;
  return [
    operation,
    base,
    other,
    grouped(pairs),
    grouped(unpaired),
    ...[min, mean, p50, p99, max].map(differenceCell),
    interval,
  ];
}

function differenceCell(valueMs: number | undefined): Cell {
  return valueMs === undefined ? '-' : toned(toneOf(valueMs), signed(valueMs));
}

function toneOf(valueMs: number): Tone {
  if (valueMs === 0) return 'plain';
  return valueMs < 0 ? 'good' : 'warn';
}
