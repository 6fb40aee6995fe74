/** Tables of figures that a run and a comparison both show. */
import type { OperationFigures, WaitFigures } from '../../scenarios/harness/result/run-result.js';
import { toned, type Cell } from '../blocks/block.js';
import { capped, grouped, orDash } from '../blocks/format.js';

export const LATENCY_TITLES = ['min>', 'mean>', 'p50>', 'p90>', 'p99>', 'p999>', 'max>'];
/** The first to go on a narrow terminal; `p99` and `max` stay. */
export const LATENCY_DROPPED_FIRST = ['p999', 'p90', 'min', 'mean', 'ok/s', 'pending', 'p50'];
export const COUNT_TITLES = ['ok>', 'failed>', 'pending>', 'ok/s>'];

export function countCells({ ok, failed, pending, throughputPerS }: OperationFigures): readonly Cell[] {
  return [grouped(ok), warnAbove0(failed), warnAbove0(pending), orDash(throughputPerS)];
}

export function latencyCells({ latencyMs }: OperationFigures): readonly Cell[] {
  const { min, mean, p50, p90, p99, p999, max } = latencyMs ?? {};
  return [min, mean, p50, p90, p99, p999, max].map((value) => orDash(value));
}

/** `NOT_FOUND x 3, REQUEST_TIMED_OUT x 1`; empty without any. */
export function errorsOf({ errors }: OperationFigures): string {
  return Object.entries(errors)
    .map(([code, count]) => `${code} x ${grouped(count)}`)
    .join(', ');
}

/** Values of a histogram that are shown one by one. */
const VALUES_MAX = 6;

export const WAIT_TITLES = ['times>', 'min ms>', 'max ms>', 'ms x times'];

export function waitCells({ count, histogramMs }: WaitFigures): readonly Cell[] {
  const values = Object.entries(histogramMs)
    .map(([ms, times]) => ({ ms: Number(ms), times }))
    .sort((a, b) => a.ms - b.ms);
  const { shown, leftOut } = capped(mostFrequent(values), VALUES_MAX);
  const inOrder = [...shown].sort((a, b) => a.ms - b.ms);
  const listed = inOrder.map(({ ms, times }) => `${grouped(ms)} x ${grouped(times)}`).join(', ');
  const more = leftOut === 0 ? '' : `, and ${grouped(leftOut)} other values`;
  return [grouped(count), orDash(values[0]?.ms), orDash(values.at(-1)?.ms), `${listed}${more}`];
}

interface HistogramValue {
  readonly ms: number;
  readonly times: number;
}

function mostFrequent(values: readonly HistogramValue[]): readonly HistogramValue[] {
  return [...values].sort((a, b) => b.times - a.times || a.ms - b.ms);
}

function warnAbove0(count: number): Cell {
  return count > 0 ? toned('warn', grouped(count)) : grouped(count);
}
