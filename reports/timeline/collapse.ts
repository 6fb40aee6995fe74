/** From the intervals of a request to the few rows that a person looks at. The rows still add up to the latency. */
import type { IntervalFigures } from '../../scenarios/result/run-result.js';

export interface TimelineRow {
  readonly kind: string;
  readonly label: string;
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Intervals that it stands for. */
  readonly count: number;
}

/** The longest rows that are kept apart. */
const ROWS_MAX = 40;

/** Repeated polls become one row; of very many rows, the short ones between the long ones do. */
export function collapse(intervals: readonly IntervalFigures[], rowsMax = ROWS_MAX): readonly TimelineRow[] {
  const rows = joinRepeated(intervals);
  return rows.length <= rowsMax ? rows : foldShort(rows, rowsMax);
}

function joinRepeated(intervals: readonly IntervalFigures[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (const interval of intervals) {
    const last = rows.at(-1);
    if (last !== undefined && isSameWait(last, interval)) {
      rows[rows.length - 1] = { ...last, toMs: interval.toMs, count: last.count + 1 };
    } else rows.push({ ...interval, count: 1 });
  }
  return rows;
}

/** Waits that come again by themselves. Two time-outs of one kind are two events, and stay two rows. */
const REPEATING: readonly string[] = ['poll', 'poll-overshoot', 'sleep', 'tick', 'cpu'];

function isSameWait(row: TimelineRow, interval: IntervalFigures): boolean {
  if (!REPEATING.includes(row.kind)) return false;
  return row.kind === interval.kind && row.label === interval.label && row.node === interval.node;
}

function foldShort(rows: readonly TimelineRow[], rowsMax: number): readonly TimelineRow[] {
  const byLength = [...rows.keys()].sort((a, b) => lengthMs(rows[b]) - lengthMs(rows[a]) || a - b);
  const kept = new Set(byLength.slice(0, rowsMax));
  const folded: TimelineRow[] = [];
  let isOpen = false;
  for (const [place, row] of rows.entries()) {
    const last = folded.at(-1);
    if (kept.has(place) || last === undefined || !isOpen) {
      folded.push(kept.has(place) ? row : { ...row, kind: 'short', label: 'others' });
      isOpen = !kept.has(place);
    } else {
      const node = last.node === row.node ? row.node : '*';
      folded[folded.length - 1] = { ...last, node, toMs: row.toMs, count: last.count + row.count };
    }
  }
  return folded;
}

function lengthMs(row: TimelineRow | undefined): number {
  return row === undefined ? 0 : row.toMs - row.fromMs;
}
