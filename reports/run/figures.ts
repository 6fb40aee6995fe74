/** Tables of figures that a run and a comparison both show. */
import type { OperationFigures, WaitFigures } from '../../scenarios/harness/result/run-result.js';
import { toned, type Cell } from '../blocks/block.js';
import { capped, grouped, milliseconds, orDash } from '../blocks/format.js';

const COUNT_TITLES = ['ok>', 'failed>', 'pending>', 'ok/s>'];
const LATENCY_TITLES = ['min>', 'mean>', 'p50>', 'p90>', 'p99>', 'p999>', 'max>'];
export const OPERATION_TITLES = [...COUNT_TITLES, ...LATENCY_TITLES];
/** The first to go on a narrow terminal; `p99` and `max` stay. */
export const OPERATION_DROPPED_FIRST = ['p999', 'p90', 'min', 'mean', 'ok/s', 'pending', 'p50'];

export function operationCells(figures: OperationFigures): readonly Cell[] {
  const { min, mean, p50, p90, p99, p999, max } = figures.latencyMs ?? {};
  return [
    grouped(figures.ok),
    warnAbove0(figures.failed),
    warnAbove0(figures.pending),
    ...[figures.throughputPerS, min, mean, p50, p90, p99, p999, max].map(orDash),
  ];
}

/** `NOT_FOUND x 3, REQUEST_TIMED_OUT x 1`; empty without any. */
export function errorsOf({ errors }: OperationFigures): string {
  return Object.entries(errors)
    .map(([code, count]) => `${code} x ${grouped(count)}`)
    .join(', ');
}

/**
 * What the documents' benchmark tool would say of the same load, beside what is so, and why they differ; null
 * if it is not the tool's.
 */
export function toolSentence({ asReported, throughputPerS }: OperationFigures): string | null {
  if (asReported === undefined) return null;
  if (asReported === null)
    return "the documents' benchmark tool would report nothing yet: it waits for every record, and some have no end";
  const { runs, successes, failures, loadS, elapsedS, latencyMs } = asReported;
  const inRuns = runs === 1 ? '' : ` in ${grouped(runs)} runs`;
  const p99 = latencyMs === null ? '' : ` and a p99 of ${milliseconds(latencyMs.p99)}`;
  const truly =
    throughputPerS === null ? 'of its successes ' : `of ${grouped(throughputPerS)} successes a second `;
  return (
    `${truly}the documents' benchmark tool would report ${grouped(asReported.throughputPerS)}${p99}: it divides ` +
    `${grouped(successes)} of them${inRuns} by ${grouped(elapsedS)} s, for a load of ${grouped(loadS)} s, as its clock stops ` +
    `only when its reporter looks, every 5 s${failures === 0 ? '' : '; and it leaves failures out of percentiles'}`
  );
}

/** Values of a histogram that are shown one by one. */
const VALUES_MAX = 6;

export const WAIT_TITLES = ['times>', 'min ms>', 'max ms>', 'ms x times'];

export function waitCells({ count, histogramMs }: WaitFigures): readonly Cell[] {
  const values = Object.entries(histogramMs)
    .map(([ms, times]) => ({ ms: Number(ms), times }))
    .sort((a, b) => a.ms - b.ms);
  const mostFrequent = [...values].sort((a, b) => b.times - a.times || a.ms - b.ms);
  const { shown, leftOut } = capped(mostFrequent, VALUES_MAX);
  const inOrder = [...shown].sort((a, b) => a.ms - b.ms);
  const listed = inOrder.map(({ ms, times }) => `${grouped(ms)} x ${grouped(times)}`).join(', ');
  const more = leftOut === 0 ? '' : `, and ${grouped(leftOut)} other values`;
  return [grouped(count), orDash(values[0]?.ms), orDash(values.at(-1)?.ms), `${listed}${more}`];
}

function warnAbove0(count: number): Cell {
  return count > 0 ? toned('warn', grouped(count)) : grouped(count);
}
