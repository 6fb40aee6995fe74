/**
 * How a duration is spread: a small union, and one sample from one draw. Exactly one, because draws are keyed
 * by identity: the n-th message needs its own key and nothing else.
 */
import { requireBetween, requireInteger } from '../checks/require.js';
import { exponential, naturalLog, normalQuantile } from './distribution-math.js';

/** All in microseconds; `sigma` is the standard deviation of the duration's natural logarithm. */
export type Distribution =
  | { readonly kind: 'constant'; readonly us: number }
  | { readonly kind: 'uniform'; readonly minUs: number; readonly maxUs: number }
  | { readonly kind: 'exponential'; readonly meanUs: number }
  | { readonly kind: 'lognormal'; readonly medianUs: number; readonly sigma: number };

/** No duration is longer than this: an hour, beyond any device and far below the end of exact integers. */
export const SAMPLE_US_MAX = 3_600_000_000;

/** Keeps the tail of `lognormal` in bounds: at 4 the 99.9th percentile is 230,000 times the median. */
const SIGMA_MAX = 4;

/** The duration that `draw` in [0, 1) stands for: 0 to {@link SAMPLE_US_MAX}, whole, rising with `draw`. */
export function sampleUs(distribution: Distribution, draw: number): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.us;
    case 'uniform':
      return distribution.minUs + Math.floor(draw * (distribution.maxUs - distribution.minUs + 1));
    case 'exponential':
      return wholeUs(-naturalLog(1 - draw) * distribution.meanUs);
    case 'lognormal':
      return wholeUs(exponential(distribution.sigma * normalQuantile(draw)) * distribution.medianUs);
  }
}

/** Gives it back, or throws a RangeError that says `name` and what is wrong. */
export function requireDistribution(name: string, distribution: Distribution): Distribution {
  switch (distribution.kind) {
    case 'constant':
      requireInteger(`${name}.us`, distribution.us, 0, SAMPLE_US_MAX);
      break;
    case 'uniform':
      requireInteger(`${name}.minUs`, distribution.minUs, 0, SAMPLE_US_MAX);
      requireInteger(`${name}.maxUs`, distribution.maxUs, 0, SAMPLE_US_MAX);
      if (distribution.minUs > distribution.maxUs)
        throw new RangeError(`${name}.minUs is above ${name}.maxUs`);
      break;
    case 'exponential':
      requireInteger(`${name}.meanUs`, distribution.meanUs, 0, SAMPLE_US_MAX);
      break;
    case 'lognormal':
      requireInteger(`${name}.medianUs`, distribution.medianUs, 0, SAMPLE_US_MAX);
      requireBetween(`${name}.sigma`, distribution.sigma, 0, SIGMA_MAX);
      break;
  }
  return distribution;
}

function wholeUs(us: number): number {
  return Math.min(Math.round(us), SAMPLE_US_MAX);
}
