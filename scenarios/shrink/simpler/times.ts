/** The times of a fault: a shorter one, and rounder ends. */
import type { FaultEntry } from '../../../sim/faults/entry.js';
import { withFields } from './entries.js';
import { besides, roughness, roundestBetween, UNITS_US } from './round.js';

interface Times {
  readonly atUs: number;
  /** Null: it happens at once, or lasts until all is healed. */
  readonly untilUs: number | null;
}

/** Null for one that begins at a mark. */
function timesOf(entry: FaultEntry): Times | null {
  const { atMs, untilMs } = { untilMs: undefined, ...entry };
  if (atMs === undefined) return null;
  return {
    atUs: Math.round(atMs * 1000),
    untilUs: untilMs === undefined ? null : Math.round(untilMs * 1000),
  };
}

function at(entry: FaultEntry, { atUs, untilUs }: Times): FaultEntry {
  const end = untilUs === null ? {} : { untilMs: untilUs / 1000 };
  return withFields(entry, { atMs: atUs / 1000, ...end });
}

/** Ends it sooner, begins it later: by half, at a round time in between, and then by less. */
export function* shorter(entry: FaultEntry): Iterable<FaultEntry> {
  const times = timesOf(entry);
  if (times === null || times.untilUs === null) return;
  const { atUs, untilUs } = times;
  const between = (from: number, to: number): number | null => {
    const lengthUs = untilUs - atUs;
    return roundestBetween(Math.ceil(atUs + lengthUs * from), Math.floor(atUs + lengthUs * to));
  };
  for (const [from, to] of PARTS) {
    const sooner = between(from, to);
    if (sooner !== null) yield at(entry, { atUs, untilUs: sooner });
    const later = between(1 - to, 1 - from);
    if (later !== null) yield at(entry, { atUs: later, untilUs });
  }
}

/** Of its length: where a new end may lie. */
const PARTS: readonly (readonly [number, number])[] = [
  [0.05, 0.25],
  [0.25, 0.5],
  [0.5, 0.75],
  [0.75, 0.95],
];

/** All its times at multiples of the unit, or as near as they can be. */
export function roundedTo(entry: FaultEntry, unitUs: number): FaultEntry {
  const times = timesOf(entry);
  if (times === null) return entry;
  const atUs = roughness(times.atUs) <= UNITS_US.indexOf(unitUs) ? times.atUs : nearest(times.atUs, unitUs);
  if (times.untilUs === null) return at(entry, { atUs, untilUs: null });
  return at(entry, { atUs, untilUs: Math.max(nearest(times.untilUs, unitUs), atUs + unitUs) });
}

function nearest(timeUs: number, unitUs: number): number {
  return besides(timeUs, unitUs)[0] ?? timeUs;
}

/** Both ends, then each alone, from the coarsest unit. */
export function* rounder(entry: FaultEntry): Iterable<FaultEntry> {
  const times = timesOf(entry);
  if (times === null) return;
  const { atUs, untilUs } = times;
  for (const unitUs of UNITS_US) {
    const starts = besides(atUs, unitUs);
    if (untilUs === null) {
      for (const start of starts) yield at(entry, { atUs: start, untilUs });
      continue;
    }
    const ends = besides(untilUs, unitUs);
    for (const start of starts)
      for (const end of ends) if (end > start) yield at(entry, { atUs: start, untilUs: end });
    for (const start of starts) {
      if (start < untilUs) yield at(entry, { atUs: start, untilUs });
      // As long as it was: what matters may be how long it lasts.
      yield at(entry, { atUs: start, untilUs: start + untilUs - atUs });
    }
    for (const end of ends) if (end > atUs) yield at(entry, { atUs, untilUs: end });
  }
}
