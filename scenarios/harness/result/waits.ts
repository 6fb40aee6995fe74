/** Named waits: how long, in exact milliseconds, and how often. */
import { msOfUs, usOfMs } from './milliseconds.js';
import type { Waits } from './names.js';
import type { WaitFigures } from './run-result.js';

/** Microseconds and how often, by name. */
export type WaitHistograms = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** By name, in their order; the shortest first. */
export function waitFigures(waits: WaitHistograms): Waits<WaitFigures> {
  const names = [...waits.keys()].sort();
  return Object.fromEntries(
    names.map((name) => [name, figuresOf(waits.get(name) ?? new Map<number, number>())]),
  );
}

/** The waits of several runs together. */
export function poolWaits(runs: readonly Waits<WaitFigures>[]): Waits<WaitFigures> {
  const pooled = new Map<string, Map<number, number>>();
  for (const [name, { histogramMs }] of runs.flatMap((waits) => Object.entries(waits))) {
    const histogram = pooled.get(name) ?? new Map<number, number>();
    pooled.set(name, histogram);
    for (const [ms, count] of Object.entries(histogramMs)) {
      const us = usOfMs(Number(ms));
      histogram.set(us, (histogram.get(us) ?? 0) + count);
    }
  }
  return waitFigures(pooled);
}

function figuresOf(histogram: ReadonlyMap<number, number>): WaitFigures {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  return {
    count: sorted.reduce((total, [, times]) => total + times, 0),
    histogramMs: Object.fromEntries(sorted.map(([us, times]) => [String(msOfUs(us)), times])),
  };
}
