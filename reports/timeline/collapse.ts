/** From the intervals of a request to a few rows that a person looks at. They still add up to the latency. */
import type { IntervalFigures } from '../../scenarios/harness/result/run-result.js';

export interface TimelineRow {
  readonly kind: string;
  readonly label: string;
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Intervals that it stands for, or turns of a cycle. */
  readonly count: number;
}

/** `*`: of several. */
const SEVERAL = '*';

/** Rows that a cycle has at most, and turns that it has at least. */
const CYCLE_MAX = 8;
const TURNS_MIN = 3;

/** The longest rows that are kept apart. */
const ROWS_MAX = 40;

/**
 * Repeated polls become one row; of very many rows so does what comes again and again (a retry with all of
 * its steps), and then the short ones between the long ones.
 */
export function collapse(intervals: readonly IntervalFigures[], rowsMax = ROWS_MAX): readonly TimelineRow[] {
  const rows = joinRepeated(intervals);
  if (rows.length <= rowsMax) return rows;
  const turned = joinCycles(rows);
  return turned.length <= rowsMax ? turned : foldShort(turned, rowsMax);
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

function joinCycles(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  const joined: TimelineRow[] = [];
  let place = 0;
  while (place < rows.length) {
    const { length, turns } = cycleAt(rows, place);
    joined.push(
      ...(turns > 1
        ? [oneRow(rows.slice(place, place + length * turns), length, turns)]
        : rows.slice(place, place + 1)),
    );
    place += length * turns;
  }
  return joined;
}

/** The shortest cycle that begins at `place`, and how often it comes; one row once, if there is none. */
function cycleAt(
  rows: readonly TimelineRow[],
  place: number,
): { readonly length: number; readonly turns: number } {
  for (let length = 1; length <= CYCLE_MAX; length += 1) {
    let end = place + length;
    while (end < rows.length && isSame(rows[end], rows[end - length])) end += 1;
    const turns = Math.floor((end - place) / length);
    if (turns >= TURNS_MIN) return { length, turns };
  }
  return { length: 1, turns: 1 };
}

/** Whichever node it is on: a client asks another broker each time. */
function isSame(left: TimelineRow | undefined, right: TimelineRow | undefined): boolean {
  return left?.kind === right?.kind && left?.label === right?.label;
}

/** Of the kind of what takes longest in a turn. */
function oneRow(rows: readonly TimelineRow[], length: number, turns: number): TimelineRow {
  const turn = rows.slice(0, length);
  const longest = turn.reduce((so, row) => (lengthMs(row) > lengthMs(so) ? row : so));
  const [first, last] = [rows.at(0) ?? longest, rows.at(-1) ?? longest];
  return {
    kind: longest.kind,
    label: turn.map(({ label }) => label).join(', '),
    node: rows.every(({ node }) => node === first.node) ? first.node : SEVERAL,
    fromMs: first.fromMs,
    toMs: last.toMs,
    count: turns,
  };
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
      const node = last.node === row.node ? row.node : SEVERAL;
      folded[folded.length - 1] = { ...last, node, toMs: row.toMs, count: last.count + row.count };
    }
  }
  return folded;
}

function lengthMs(row: TimelineRow | undefined): number {
  return row === undefined ? 0 : row.toMs - row.fromMs;
}
