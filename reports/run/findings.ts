/** What runtime primitives and broker found wrong without being asked, alike ones together. */
import type { FindingFigures } from '../../scenarios/harness/result/run-result.js';
import { heading, leftOutLine, table, type Block } from '../blocks/block.js';
import { capped, grouped, milliseconds } from '../blocks/format.js';

const ROWS_MAX = 20;

interface FindingGroup {
  readonly first: FindingFigures;
  count: number;
  costUs: number;
}

export function findingBlocks(findings: readonly FindingFigures[]): readonly Block[] {
  if (findings.length === 0) return [];
  const { shown, leftOut } = capped(grouping(findings), ROWS_MAX);
  const rows = shown.map(({ first, count, costUs }) => [
    first.type,
    first.key,
    first.node,
    grouped(count),
    grouped(first.atMs),
    grouped(costUs / 1000),
    first.detail ?? '',
  ]);
  return [
    heading(`Findings (they cost ${milliseconds(totalCostMs(findings))} of waiting)`),
    table(['type', 'key', 'node', 'times>', 'first at ms>', 'cost ms>', 'first one'], rows, [
      'first one',
      'first at ms',
    ]),
    ...leftOutLine(leftOut, 'more kinds'),
  ];
}

/** By type, key and node; the most expensive first, then in order of time. */
function grouping(findings: readonly FindingFigures[]): readonly FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    const name = `${finding.type} ${finding.node} ${finding.key}`;
    const group = groups.get(name) ?? { first: finding, count: 0, costUs: 0 };
    groups.set(name, group);
    group.count += 1;
    group.costUs += Math.round(finding.costMs * 1000);
  }
  return [...groups.values()].sort((a, b) => b.costUs - a.costUs || a.first.atMs - b.first.atMs);
}

function totalCostMs(findings: readonly FindingFigures[]): number {
  return findings.reduce((total, { costMs }) => total + Math.round(costMs * 1000), 0) / 1000;
}
