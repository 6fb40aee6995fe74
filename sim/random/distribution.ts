/**
 * How a duration is spread: a small union, and one sample from one draw. Exactly one, because draws are keyed
 * by identity: the n-th message needs its own key and nothing else.
 */
import { requireBetween, requireInteger } from '../checks/require.js';

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

// Logarithm, exponential and normal quantile from `+ - * /` and `sqrt` alone, which are exact on every engine
// (IEEE 754). `Math.log` and `Math.exp` may differ in the last bit between versions (ECMA-262, 21.3.2), and
// one bit can move a rounded microsecond, and with it the hash of a run.

const LN_2 = 0.6931471805599453;
const SQRT_2 = 1.4142135623730951;

/** The smallest and largest argument of {@link exponential} with a finite, normal result. */
const EXPONENT_MAX = 700;

const EXPONENT_BIAS = 1023;
const words = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive, normal number; relative error below 1e-15. */
export function naturalLog(x: number): number {
  words.setFloat64(0, x);
  const high = words.getUint32(0);
  let power = (high >>> 20) - EXPONENT_BIAS;
  words.setUint32(0, (high & 0x000f_ffff) | (EXPONENT_BIAS << 20));
  let mantissa = words.getFloat64(0);
  // Around 1, so that the series converges and the sum with power * LN_2 does not cancel.
  if (mantissa > SQRT_2) {
    mantissa /= 2;
    power += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  return power * LN_2 + 2 * s * atanhSeries(s * s);
}

/** 1 + q/3 + q^2/5 + …, enough terms for q up to 0.03. */
function atanhSeries(q: number): number {
  let sum = 0;
  for (let divisor = 25; divisor >= 1; divisor -= 2) sum = sum * q + 1 / divisor;
  return sum;
}

/** e to the power of `x`, which is cut to -700..700; relative error below 1e-14. */
export function exponential(x: number): number {
  const bounded = Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, x));
  const power = Math.round(bounded / LN_2);
  const rest = bounded - power * LN_2;
  let sum = 1;
  for (let n = 17; n >= 1; n -= 1) sum = 1 + (sum * rest) / n;
  words.setUint32(0, (power + EXPONENT_BIAS) << 20);
  words.setUint32(4, 0);
  return sum * words.getFloat64(0);
}

/** Half of the distance between two draws of 32 bits: keeps 0 away from minus infinity. */
const HALF_STEP = 2 ** -33;
const TAIL = 0.02425;

const CENTRE_TOP = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const CENTRE_BOTTOM = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
  1,
];
const TAIL_TOP = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const TAIL_BOTTOM = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1];

/**
 * The number of standard deviations that a normal variable stays below with probability `draw`.
 * P. J. Acklam's rational approximation (2003), relative error below 1.2e-9.
 */
export function normalQuantile(draw: number): number {
  const p = Math.min(draw + HALF_STEP, 1 - HALF_STEP);
  if (p < TAIL) return tailQuantile(p);
  if (p > 1 - TAIL) return -tailQuantile(1 - p);
  const q = p - 0.5;
  return (q * polynomial(CENTRE_TOP, q * q)) / polynomial(CENTRE_BOTTOM, q * q);
}

function tailQuantile(p: number): number {
  const q = Math.sqrt(-2 * naturalLog(p));
  return polynomial(TAIL_TOP, q) / polynomial(TAIL_BOTTOM, q);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
