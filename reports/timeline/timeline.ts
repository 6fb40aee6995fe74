/** The timeline of one request: each interval of its latency in order, with a bar at its place. */
import type { ExplainedRequest } from '../../scenarios/harness/result/run-result.js';
import { heading, table, toned, type Block, type Cell, type Tone } from '../blocks/block.js';
import { grouped, milliseconds, percent, shareBar } from '../blocks/format.js';
import { collapse, type TimelineRow } from './collapse.js';

const BAR_CELLS = 32;
const DROPPED_FIRST = ['to', 'where in it', 'from', 'kind'];

export function timelineBlocks(request: ExplainedRequest, title = 'Timeline'): readonly Block[] {
  const { id, operation, node, startMs, latencyMs, outcome, intervals } = request;
  const totalMs = latencyMs ?? 0;
  const rows = collapse(intervals).map((row) => rowCells(row, startMs, totalMs));
  const sum = ['', '', toned('strong', grouped(totalMs)), '', '', '', 'in all'];
  return [
    heading(`${title}: ${operation} #${id} of ${node}, ${outcome} after ${milliseconds(totalMs)}`),
    table(['from>', 'to>', 'ms>', 'where in it', 'node', 'kind', 'what'], [...rows, sum], DROPPED_FIRST),
  ];
}

function rowCells(row: TimelineRow, startMs: number, totalMs: number): readonly Cell[] {
  const { kind, label, node, fromMs, toMs, count } = row;
  const tone = toneOf(kind);
  return [
    toned('dim', grouped(fromMs - startMs)),
    toned('dim', grouped(toMs - startMs)),
    grouped(toMs - fromMs),
    toned(tone, placedBar(fromMs - startMs, toMs - startMs, totalMs)),
    node,
    toned(tone, kind),
    count === 1 ? label : `${label} x ${count}`,
  ];
}

/** Waits that a better design would not have are warm, what physics takes is not. */
function toneOf(kind: string): Tone {
  if (HOT.includes(kind)) return 'bad';
  return WARM.includes(kind) ? 'warn' : 'plain';
}

const HOT = ['timeout', 'poll-overshoot', 'network-injected', 'disk-injected'];
const WARM = ['poll', 'sleep', 'tick', 'backoff'];

/** From one time to the other on a line as long as the whole; a sliver for what is shorter than a cell. */
function placedBar(fromMs: number, toMs: number, totalMs: number): string {
  if (totalMs <= 0) return '';
  const fromCell = Math.min(BAR_CELLS - 1, Math.floor((fromMs / totalMs) * BAR_CELLS));
  const cells = Math.round((toMs / totalMs) * BAR_CELLS) - fromCell;
  const lengthCells = ((toMs - fromMs) / totalMs) * BAR_CELLS;
  const bar = lengthCells < 0.5 ? '▏' : '█'.repeat(Math.max(1, cells));
  return `${' '.repeat(fromCell)}${bar}`.padEnd(BAR_CELLS);
}

interface WaitTotal {
  readonly kind: string;
  readonly label: string;
  totalUs: number;
  count: number;
}

/** How much of a request's latency each wait took: largest first, ties by name. */
export function timeByWait({ intervals }: ExplainedRequest): readonly WaitTotal[] {
  const totals = new Map<string, WaitTotal>();
  for (const { kind, label, fromMs, toMs } of intervals) {
    const key = `${kind} ${label}`;
    const total = totals.get(key) ?? { kind, label, totalUs: 0, count: 0 };
    totals.set(key, total);
    total.totalUs += Math.round((toMs - fromMs) * 1000);
    total.count += 1;
  }
  return [...totals.entries()]
    .sort(([keyA, a], [keyB, b]) => b.totalUs - a.totalUs || (keyA < keyB ? -1 : 1))
    .map(([, total]) => total);
}

export function timeByWaitBlocks(request: ExplainedRequest, title: string): readonly Block[] {
  const latencyMs = request.latencyMs ?? 0;
  const rows = timeByWait(request).map(({ kind, label, totalUs, count }) => {
    const share = latencyMs === 0 ? 0 : totalUs / 1000 / latencyMs;
    return [kind, label, String(count), grouped(totalUs / 1000), percent(share), shareBar(share, 20)];
  });
  return [heading(title), table(['kind', 'what', 'times>', 'ms>', 'share>', ''], rows, [''])];
}
