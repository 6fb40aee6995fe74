/**
 * Which of two cases is smaller. The search takes a case only if it costs less than the one before, by the
 * first part in which they differ: so it ends, though rounding a time may lengthen a fault, and a knob that
 * is set for fewer messages is one knob more.
 */
import type { FaultEntry, Target } from '../../../sim/faults/entry.js';
import type { SettingValue } from '../../harness/settings/areas/knob.js';
import { ORDERS } from '../../harness/settings/areas/run.js';
import { LOSSES } from '../simpler/entries.js';
import { digits, roughness } from '../simpler/round.js';
import { valueOf, type ShrinkCase, type ShrinkSubject } from './case.js';

/** From the part that counts most. */
type Cost = readonly number[];

export function isSmaller(subject: ShrinkSubject, one: ShrinkCase, other: ShrinkCase): boolean {
  const [less, more] = [costOf(subject, one), costOf(subject, other)];
  const place = less.findIndex((part, at) => part !== more[at]);
  return place !== -1 && (less[place] ?? 0) < (more[place] ?? 0);
}

function costOf(subject: ShrinkSubject, { faults, set }: ShrinkCase): Cost {
  const { sizes, bounds } = subject;
  const amount = (name: string): number => Number(valueOf(subject, set, name));
  const others = Object.entries(set).filter(([name]) => !sizes.includes(name) && !bounds.includes(name));
  return [
    faults.length,
    sum(sizes.map(amount)),
    sum(bounds.map(amount)),
    others.length,
    sum(others.map(([name, value]) => amountToRead(name, value))),
    sum(faults.map(struckCount)),
    sum(faults.map((entry) => Object.keys(entry).length)),
    sum(faults.map(oddness)),
    sum(faults.map((entry) => sum(timesOf(entry).map(roughness)))),
    sum(faults.map(lengthUs)),
  ];
}

/** Of orders of events, some are plainer than others. */
function amountToRead(name: string, value: SettingValue): number {
  if (name === ORDER) return ORDERS.findIndex((order) => order === value);
  if (typeof value === 'string') return value.split(STEP_END).length;
  return typeof value === 'number' ? digits(value) : 1;
}

/** Between two steps of a text that lists some; no choice has one. */
export const STEP_END = ';';

export const ORDER = 'run.order';

/** As many as any cluster has, and more. */
const ALL_NODES = 100_000;

/** Ends of links count, so that a narrower link is a smaller fault. */
function struckCount(entry: FaultEntry): number {
  if ('groups' in entry) return entry.groups.flat().length;
  if ('nodes' in entry) return entry.nodes.length;
  return 'from' in entry ? countOf(entry.from) + countOf(entry.to) : countOf(entry.target);
}

function countOf(target: Target): number {
  if (target === '*') return ALL_NODES;
  return typeof target === 'string' ? 1 : target.length;
}

/** How much there is to read in its numbers and choices. */
function oddness(entry: FaultEntry): number {
  return sum(
    Object.entries(entry).map(([name, value]: [string, unknown]) => {
      if (name === 'loses') return LOSSES.findIndex((loss) => loss === value);
      if (name === 'operations') return Array.isArray(value) ? value.length : 0;
      // What always strikes needs no luck.
      if (/probability$/i.test(name)) return value === 1 ? 0 : digits(Number(value));
      return !/^(atMs|untilMs)$/.test(name) && typeof value === 'number' ? digits(value) : 0;
    }),
  );
}

function timesOf(entry: FaultEntry): readonly number[] {
  const { atMs, untilMs } = { untilMs: undefined, ...entry };
  return [atMs, untilMs].flatMap((timeMs) => (timeMs === undefined ? [] : [Math.round(timeMs * 1000)]));
}

/** 0 for what has no end of its own. */
function lengthUs(entry: FaultEntry): number {
  const [fromUs = 0, toUs = fromUs] = timesOf(entry);
  return toUs - fromUs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
