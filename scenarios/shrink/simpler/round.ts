/** Times as people write them. Whole microseconds, the clock's resolution: nothing is lost on the way. */

/** From the coarsest: a second, 100 ms, 10 ms, 1 ms, and the parts of one. */
export const UNITS_US: readonly number[] = [1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

/** How many of the units do not divide it: 0 for whole seconds, 6 for odd microseconds. */
export function roughness(timeUs: number): number {
  return UNITS_US.findIndex((unitUs) => timeUs % unitUs === 0);
}

/** The roundest time from `leastUs` to `mostUs`, both included; of several the earliest. Null for none. */
export function roundestBetween(leastUs: number, mostUs: number): number | null {
  for (const unitUs of UNITS_US) {
    const timeUs = Math.ceil(leastUs / unitUs) * unitUs;
    if (timeUs <= mostUs) return timeUs;
  }
  return null;
}

/** The multiples of `unitUs` beside it, nearest first. */
export function besides(timeUs: number, unitUs: number): readonly number[] {
  const below = Math.floor(timeUs / unitUs) * unitUs;
  const above = below + unitUs;
  return timeUs - below <= above - timeUs ? [below, above] : [above, below];
}

/** Decimal digits up to the last that is not 0: 1 for 2,000, 3 for 0.125. */
export function digits(value: number): number {
  return value === 0 ? 0 : (value.toExponential().split('e')[0] ?? '').replace(/\D/g, '').length;
}

/** With so many digits, nearest first. */
export function withDigits(value: number, count: number): readonly number[] {
  if (value === 0 || count < 1) return [];
  const exponent = Math.floor(Math.log10(Math.abs(value))) - count + 1;
  const written = (whole: number): number => Number(`${whole}e${exponent}`);
  const scaled = value / 10 ** exponent;
  const near = Math.round(scaled);
  return [...new Set([near, Math.floor(scaled), Math.ceil(scaled)])].map(written);
}
