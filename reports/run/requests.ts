/** Every request of a run, one a row. */
import type { RequestFigures } from '../../scenarios/harness/result/run-result.js';
import { heading, leftOutLine, table, toned, type Block } from '../blocks/block.js';
import { capped, grouped, orDash } from '../blocks/format.js';

/** More than anybody reads; the JSON has all of them. */
const ROWS_MAX = 1000;

export function requestBlocks(requests: readonly RequestFigures[]): readonly Block[] {
  if (requests.length === 0) return [];
  const { shown, leftOut } = capped(requests, ROWS_MAX);
  const rows = shown.map(({ id, operation, node, startMs, latencyMs, outcome }) => [
    `#${id}`,
    operation,
    node,
    grouped(startMs),
    orDash(latencyMs),
    outcome === 'ok' ? outcome : toned('warn', outcome),
  ]);
  return [
    heading('Requests'),
    table(['id>', 'operation', 'node', 'start ms>', 'latency ms>', 'outcome'], rows),
    ...leftOutLine(leftOut, 'more, which --json has'),
  ];
}
