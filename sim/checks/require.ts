/** Checks of numbers that a caller gives. Each throws a RangeError with the name and what would be right. */

/** A whole number in the range, ends included. */
export function requireInteger(name: string, value: number, least: number, most = Infinity): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new RangeError(`${name} must be an integer ${rangeOf(least, most)}, got ${value}`);
}

/** A number in the range, ends included. */
export function requireBetween(name: string, value: number, least: number, most = Infinity): void {
  if (!(value >= least && value <= most))
    throw new RangeError(`${name} must be ${rangeOf(least, most)}, got ${value}`);
}

/** How many times longer something takes. */
export function requireFactor(name: string, factor: number): void {
  if (factor === Infinity) throw new RangeError(`${name} must be finite`);
  requireBetween(name, factor, 1);
}

function rangeOf(least: number, most: number): string {
  return most === Infinity ? `at least ${least}` : `from ${least} to ${most}`;
}
