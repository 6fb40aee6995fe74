/** How much of one request's latency each wait took, largest first. */
import type { ExplainedRequest } from '../../scenarios/harness/result/run-result.js';
import { heading, table, type Block } from '../blocks/block.js';
import { grouped, percent, shareBar } from '../blocks/format.js';

export interface WaitTotal {
  readonly kind: string;
  readonly label: string;
  readonly totalMs: number;
  readonly count: number;
}

/** Ties by name. */
export function timeByWait({ intervals }: ExplainedRequest): readonly WaitTotal[] {
  const totals = new Map<string, { kind: string; label: string; totalUs: number; count: number }>();
  for (const { kind, label, fromMs, toMs } of intervals) {
    const key = `${kind} ${label}`;
    const total = totals.get(key) ?? { kind, label, totalUs: 0, count: 0 };
    totals.set(key, total);
    total.totalUs += Math.round((toMs - fromMs) * 1000);
    total.count += 1;
  }
  return [...totals.entries()]
    .sort(([keyA, a], [keyB, b]) => b.totalUs - a.totalUs || (keyA < keyB ? -1 : 1))
    .map(([, { kind, label, totalUs, count }]) => ({ kind, label, totalMs: totalUs / 1000, count }));
}

export function timeByWaitBlocks(request: ExplainedRequest, title: string): readonly Block[] {
  const latencyMs = request.latencyMs ?? 0;
  const rows = timeByWait(request).map(({ kind, label, totalMs, count }) => {
    const share = latencyMs === 0 ? 0 : totalMs / latencyMs;
    return [kind, label, String(count), grouped(totalMs), percent(share), shareBar(share, 20)];
  });
  return [heading(title), table(['kind', 'what', 'times>', 'ms>', 'share>', ''], rows, [''])];
}
