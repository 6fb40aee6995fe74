/**
 * Latency figures over exact microseconds.
 *
 * A percentile is one of the measured values, by nearest rank: p99 of n values is the one at place ceil(0.99
 * * n), counted from 1 in ascending order. Nothing is interpolated or put into buckets, so the p50 of two
 * values is the smaller one and the p999 of fewer than a thousand is the largest.
 */
import { msOfUs } from './milliseconds.js';

export interface LatencyFigures {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** In milliseconds; null without any value. */
export function latencyFigures(latenciesUs: readonly number[]): LatencyFigures | null {
  if (latenciesUs.length === 0) return null;
  const sorted = Float64Array.from(latenciesUs).sort();
  return {
    min: msOfUs(sorted[0] ?? 0),
    mean: meanMs(sorted),
    p50: msOfUs(nearestRank(sorted, 50, 100)),
    p90: msOfUs(nearestRank(sorted, 90, 100)),
    p99: msOfUs(nearestRank(sorted, 99, 100)),
    p999: msOfUs(nearestRank(sorted, 999, 1000)),
    max: msOfUs(sorted[sorted.length - 1] ?? 0),
  };
}

/** The value at rank ceil(part / whole * n), in integers: 0.99 * 100 may be 99.00000000000001, so 100. */
export function nearestRank(sorted: ArrayLike<number>, part: number, whole: number): number {
  const rank = Math.max(1, Math.ceil((part * sorted.length) / whole));
  return sorted[rank - 1] ?? 0;
}

/** Rounded to microseconds while in integers: 0.5005 ms times 1000 is not 500.5 in binary. */
export function meanMs(valuesUs: ArrayLike<number>): number {
  let totalUs = 0;
  for (let place = 0; place < valuesUs.length; place += 1) totalUs += valuesUs[place] ?? 0;
  return msOfUs(Math.round(totalUs / valuesUs.length));
}
