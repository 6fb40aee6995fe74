/** Between the clock's integer microseconds and milliseconds for people; exact both ways. */

/** At most three decimals. */
export function msOfUs(us: number): number {
  return us / 1000;
}

export function usOfMs(ms: number): number {
  return Math.round(ms * 1000);
}

/** A figure that is computed, not measured, to three decimals. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
