/** Figures of each operation, from the requests of one run, or of several of one variant. */
import { benchmarkToolFigures } from './benchmark-tool.js';
import { latencyFigures } from './latency.js';
import { rounded, usOfMs } from './milliseconds.js';
import type { OperationName, Operations } from './names.js';
import type { OperationFigures, RequestFigures } from './run-result.js';

interface Tally {
  readonly latenciesUs: number[];
  readonly errors: Map<string, number>;
  ok: number;
  pending: number;
  /** From the first start to the last answer; of several runs the sum. */
  spanUs: number;
  runCount: number;
}

/**
 * By operation, in the order of their names. Percentiles are of all requests together, never means of
 * percentiles; throughput is over the sum of the runs' spans. `isOfTool`: the load is that of the documents'
 * benchmark tool.
 */
export function operationsOf(
  runs: readonly (readonly RequestFigures[])[],
  isOfTool: boolean,
): Operations<OperationFigures> {
  const tallies = new Map<OperationName, Tally>();
  for (const requests of runs) {
    for (const [operation, group] of byOperation(requests)) {
      const tally = tallies.get(operation) ?? newTally();
      tallies.set(operation, tally);
      addRun(tally, group);
    }
  }
  const sorted = [...tallies].sort(([a], [b]) => (a < b ? -1 : 1));
  const asReported = isOfTool ? benchmarkToolFigures(runs) : null;
  const figures = ([operation, tally]: readonly [OperationName, Tally]): OperationFigures =>
    operation === 'produce' && isOfTool ? { ...figuresOf(tally), asReported } : figuresOf(tally);
  return Object.fromEntries(sorted.map((entry) => [entry[0], figures(entry)]));
}

export function byOperation<Request extends { readonly operation: OperationName }>(
  requests: readonly Request[],
): ReadonlyMap<OperationName, readonly Request[]> {
  const groups = new Map<OperationName, Request[]>();
  for (const request of requests) {
    const group = groups.get(request.operation);
    if (group === undefined) groups.set(request.operation, [request]);
    else group.push(request);
  }
  return groups;
}

function newTally(): Tally {
  return { latenciesUs: [], errors: new Map(), ok: 0, pending: 0, spanUs: 0, runCount: 0 };
}

function addRun(tally: Tally, requests: readonly RequestFigures[]): void {
  let firstUs = Infinity;
  let lastUs = -Infinity;
  for (const { startMs, latencyMs, outcome } of requests) {
    const startUs = usOfMs(startMs);
    firstUs = Math.min(firstUs, startUs);
    if (latencyMs === null) {
      if (outcome === 'unknown') tally.errors.set(outcome, (tally.errors.get(outcome) ?? 0) + 1);
      else tally.pending += 1;
      continue;
    }
    const latencyUs = usOfMs(latencyMs);
    lastUs = Math.max(lastUs, startUs + latencyUs);
    tally.latenciesUs.push(latencyUs);
    if (outcome === 'ok') tally.ok += 1;
    else tally.errors.set(outcome, (tally.errors.get(outcome) ?? 0) + 1);
  }
  tally.spanUs += Math.max(0, lastUs - firstUs);
  tally.runCount += 1;
}

function figuresOf(tally: Tally): OperationFigures {
  const { ok, pending, errors, latenciesUs } = tally;
  const sortedErrors = [...errors].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ok,
    failed: sortedErrors.reduce((total, [, count]) => total + count, 0),
    pending,
    errors: Object.fromEntries(sortedErrors),
    throughputPerS: throughputPerS(tally),
    latencyMs: latencyFigures(latenciesUs),
  };
}

/**
 * A shorter window shows how long requests took, and nothing of how many go through a second: 128 creations
 * at once, answered within 4.5 ms, are no 28,162 a second. It is that of some round trips and syncs.
 */
export const WINDOW_MS_MIN = 10;

function throughputPerS({ ok, spanUs, runCount }: Tally): number | null {
  if (ok === 0) return 0;
  return spanUs >= usOfMs(WINDOW_MS_MIN) * runCount ? rounded((ok * 1_000_000) / spanUs) : null;
}
