/** Parts of a run's report that are plain lists. */
import type { BlameShare, Violation } from '../../scenarios/harness/result/run-result.js';
import { heading, leftOutLine, table, toned, type Block } from '../blocks/block.js';
import { capped, grouped, percent, shareBar } from '../blocks/format.js';

const BAR_CELLS = 20;
const BLAME_ROWS_MAX = 15;
const INVARIANTS_MAX = 20;

/** Where the time of all requests of an operation went. */
export function blameBlocks(blame: Readonly<Record<string, readonly BlameShare[]>>): readonly Block[] {
  return Object.entries(blame)
    .filter(([, lines]) => lines.length > 0)
    .flatMap(([operation, lines]) => {
      const { shown, leftOut } = capped(lines, BLAME_ROWS_MAX);
      const rows = shown.map(({ kind, label, totalMs, share }) => [
        kind,
        label,
        grouped(totalMs),
        percent(share),
        shareBar(share, BAR_CELLS),
      ]);
      return [
        heading(`Where the time of all ${operation} went`),
        table(['kind', 'what', 'ms>', 'share>', ''], rows, ['']),
        ...leftOutLine(leftOut),
      ];
    });
}

export function counterBlocks(counters: Readonly<Record<string, number>>): readonly Block[] {
  const rows = Object.entries(counters).map(([name, count]) => [name, grouped(count)]);
  return rows.length === 0 ? [] : [heading('Counters'), table(['counter', 'count>'], rows)];
}

export function violationBlocks(violations: readonly Violation[]): readonly Block[] {
  if (violations.length === 0) return [];
  const { shown, leftOut } = capped(byInvariant(violations), INVARIANTS_MAX);
  const rows = shown.map(({ first, count }) => [
    toned('bad', first.invariant),
    grouped(count),
    grouped(first.atMs),
    first.detail,
  ]);
  return [
    heading('Violations'),
    table(['invariant', 'times>', 'first at ms>', 'first one'], rows),
    ...leftOutLine(leftOut, 'more invariants'),
  ];
}

interface Violated {
  readonly first: Violation;
  readonly count: number;
}

/** In the order in which each was first violated; what comes first in time is the example. */
function byInvariant(violations: readonly Violation[]): readonly Violated[] {
  const groups = new Map<string, Violated>();
  for (const violation of [...violations].sort((a, b) => a.atMs - b.atMs)) {
    const { first, count } = groups.get(violation.invariant) ?? { first: violation, count: 0 };
    groups.set(violation.invariant, { first, count: count + 1 });
  }
  return [...groups.values()];
}
