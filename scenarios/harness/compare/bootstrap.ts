/**
 * How sure a mean over seeds is: draws as many seeds as there are, with repetition, many times, and takes the
 * middle 95 % of the means. Whole seeds are drawn, since requests of one run depend on each other.
 */
import { createRandomSource } from '../../../sim/random/random.js';
import type { BootstrapInterval } from './compare-document.js';

/** The differences of one seed, as far as a mean needs them. */
export interface SeedSum {
  readonly totalUs: number;
  readonly count: number;
}

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;
/** Chance of its own, so that the same runs always give the same interval. */
const DRAWS_SEED = 0;

/** `name` keeps the draws of several intervals apart. Null for fewer than two seeds with a pair. */
export function bootstrapMean(seeds: readonly SeedSum[], name: string): BootstrapInterval | null {
  const filled = seeds.filter(({ count }) => count > 0);
  if (filled.length < 2) return null;
  const draw = createRandomSource(DRAWS_SEED).keyedBy(`bootstrap ${name}`);
  const meansUs = Float64Array.from({ length: RESAMPLES }, (_, resample) =>
    resampledMeanUs(filled, resample, draw),
  ).sort();
  const tail = Math.floor((RESAMPLES * (1 - CONFIDENCE)) / 2);
  return {
    lowMs: roundedMs(meansUs[tail] ?? 0),
    highMs: roundedMs(meansUs[RESAMPLES - 1 - tail] ?? 0),
    confidence: CONFIDENCE,
    resamples: RESAMPLES,
  };
}

function resampledMeanUs(seeds: readonly SeedSum[], resample: number, draw: (key: number) => number): number {
  let totalUs = 0;
  let count = 0;
  for (let place = 0; place < seeds.length; place += 1) {
    const drawn = seeds[Math.floor(draw(resample * seeds.length + place) * seeds.length)];
    totalUs += drawn?.totalUs ?? 0;
    count += drawn?.count ?? 0;
  }
  return totalUs / count;
}

function roundedMs(us: number): number {
  return Math.round(us) / 1000;
}
