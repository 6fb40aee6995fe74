/**
 * Logarithm, exponential and normal quantile from `+ - * /` and `sqrt` alone, which are exact on every engine
 * (IEEE 754). `Math.log` and `Math.exp` may differ in the last bit between versions (ECMA-262, 21.3.2), and
 * one bit can move a rounded microsecond, and with it the hash of a run.
 */

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
