/**
 * What the benchmark tool of the documents would have said of the same requests (`chronik-bench` @893843d,
 * `benchmark.rs` and `reporter.rs`). Its figures and ours differ for two reasons, neither of which is the
 * server's.
 *
 * Its clock stops when its reporter has ended, and that looks every 5 s, from the beginning of the load on,
 * whether it is to end. So a load of 30.01 s is divided by 35 (benchmark.rs:295-296, 405-420). And it counts
 * successes alone: a failure is in no percentile, however long its client waited for it.
 */
import { latencyFigures, type LatencyFigures } from './latency.js';
import { rounded, usOfMs } from './milliseconds.js';
import type { OperationName } from './names.js';

/** The reporter looks so often. */
const REPORTER_PERIOD_S = 5;

/** What is read of a request. */
interface Recorded {
  readonly operation: OperationName;
  readonly startMs: number;
  readonly latencyMs: number | null;
  readonly outcome: string;
}

/** Of one run, or of several as if one after the other. */
export interface BenchmarkToolFigures {
  readonly runs: number;
  readonly successes: number;
  /** Delivery errors. */
  readonly failures: number;
  /** From the first record's start to the end of the last, successful or not. */
  readonly loadS: number;
  /** What successes are divided by: the first look of the reporter after the load. */
  readonly elapsedS: number;
  readonly throughputPerS: number;
  /** Of successes. Null if there is none. */
  readonly latencyMs: LatencyFigures | null;
}

/**
 * Of the records among `runs`. Null without any; and while one of them has no end, since the tool would wait
 * for it.
 */
export function benchmarkToolFigures(runs: readonly (readonly Recorded[])[]): BenchmarkToolFigures | null {
  const latenciesUs: number[] = [];
  let failures = 0;
  let loadUs = 0;
  let elapsedS = 0;
  let runCount = 0;
  for (const requests of runs) {
    let firstUs = Infinity;
    let lastUs = -Infinity;
    for (const { operation, startMs, latencyMs, outcome } of requests) {
      if (operation !== 'produce') continue;
      if (latencyMs === null) return null;
      const startUs = usOfMs(startMs);
      const latencyUs = usOfMs(latencyMs);
      firstUs = Math.min(firstUs, startUs);
      lastUs = Math.max(lastUs, startUs + latencyUs);
      if (outcome === 'ok') latenciesUs.push(latencyUs);
      else failures += 1;
    }
    if (lastUs < firstUs) continue;
    runCount += 1;
    loadUs += lastUs - firstUs;
    elapsedS += nextLookS(lastUs - firstUs);
  }
  if (elapsedS === 0) return null;
  return {
    runs: runCount,
    successes: latenciesUs.length,
    failures,
    loadS: rounded(loadUs / 1_000_000),
    elapsedS,
    throughputPerS: rounded(latenciesUs.length / elapsedS),
    latencyMs: latencyFigures(latenciesUs),
  };
}

/** Strictly after: at a look at that very moment the reporter has not been told yet. */
function nextLookS(durationUs: number): number {
  return REPORTER_PERIOD_S * (Math.floor(durationUs / (REPORTER_PERIOD_S * 1_000_000)) + 1);
}
