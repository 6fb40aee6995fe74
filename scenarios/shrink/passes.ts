/** The ways in which a case is made smaller, in the order in which they pay. */
import type { FaultEntry } from '../../sim/faults/entry.js';
import type { GivenSettings } from '../harness/settings/table.js';
import { ORDERS } from '../harness/settings/areas/run.js';
import { valueOf, withKnob, type ShrinkCase } from './case/case.js';
import { ORDER, STEP_END } from './case/cost.js';
import { leavingOut, type Found, type Pass, type Steps } from './search/steps.js';
import { simplerEntries } from './simpler/entries.js';
import { fitted, renamed } from './simpler/fit.js';
import { rounder, roundedTo, shorter } from './simpler/times.js';
import { digits, UNITS_US, withDigits } from './simpler/round.js';

/** Ends the run soon after what is looked for: all that follows is cheaper. */
const endSoon: Pass = function* ({ case: one, judged }, subject) {
  const { heldAtMs, endedAtMs } = judged;
  if (heldAtMs === null || !subject.bounds.includes(END)) return;
  yield [EARLY, EXACT]
    .map((slack) => roundUp(heldAtMs * slack + 1))
    .filter((untilMs) => untilMs < endedAtMs)
    .map((untilMs) => ({ ...one, set: withKnob(subject, one.set, END, untilMs) }));
};

export const END = 'run.untilMs';

/** With some time to spare at first: with fewer faults it may happen a little later. */
const [EARLY, EXACT] = [1.25, 1];

/** To two digits. */
function roundUp(timeMs: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(timeMs)) - 1);
  return Math.ceil(timeMs / unit) * unit;
}

/** The load ends earlier: the first of these times that is enough. */
const loadSoon: Pass = function* ({ case: one }, subject) {
  for (const name of subject.bounds.filter((bound) => bound !== END)) {
    const value = Number(valueOf(subject, one.set, name));
    // Where nobody said how long, something else ends the load.
    if (value === subject.knobs[name]?.default) continue;
    const found: Found | null = yield LADDER_MS.filter((stepMs) => stepMs < value).map((stepMs) => ({
      ...one,
      set: withKnob(subject, one.set, name, stepMs),
    }));
    if (found !== null) one = found.judged.case;
  }
};

const LADDER_MS = [0, 1, 2, 3, 4, 5].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));

const fewerFaults: Pass = function* ({ case: one }, { idle }) {
  const busy = one.faults.filter(({ id }) => !idle.has(id));
  if (busy.length < one.faults.length) {
    const found: Found | null = yield [{ ...one, faults: busy }];
    if (found !== null) one = found.judged.case;
  }
  const { set } = one;
  yield* leavingOut(one.faults, (faults) => ({ faults, set }));
};

/** Back to what scenario and variant have, those aside that would make the run larger. */
const fewerKnobs: Pass = function* ({ case: { faults, set } }, subject) {
  const { base, sizes, bounds } = subject;
  const isLess = (name: string): boolean => Number(set[name]) < Number(base[name]);
  const [kept, droppable] = [true, false].map((isKept) =>
    Object.entries(set).filter(
      ([name]) => ((sizes.includes(name) || bounds.includes(name)) && isLess(name)) === isKept,
    ),
  );
  yield* leavingOut(droppable ?? [], (left) => ({
    faults,
    set: Object.fromEntries([...(kept ?? []), ...left]),
  }));
};

/** Of each text that lists steps (`create; produce`) fewer of them: half, a quarter, and so on to one. */
const fewerSteps: Pass = function* ({ case: one }, subject) {
  for (const name of Object.keys(one.set).filter((knob) => subject.knobs[knob]?.type === 'text')) {
    for (;;) {
      const { faults, set } = one;
      const texts = withFewerSteps(String(set[name]));
      const found: Found | null = yield lazily(texts, (text) => ({
        faults,
        set: withKnob(subject, set, name, text),
      }));
      if (found === null) break;
      one = found.judged.case;
    }
  }
};

function* withFewerSteps(text: string): Iterable<string> {
  const steps = text.split(STEP_END);
  for (let size = Math.floor(steps.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < steps.length; from += size)
      yield steps.toSpliced(from, size).join(STEP_END).trim();
}

/** With fewer changes of priority, or with priorities where each instant has an order of its own. */
const plainerOrder: Pass = function* ({ case: { faults, set } }, subject) {
  const place = ORDERS.findIndex((order) => order === set[ORDER]);
  yield ORDERS.slice(0, Math.max(0, place)).map((order) => ({
    faults,
    set: withKnob(subject, set, ORDER, order),
  }));
};

/** Each of the sizes on its own, towards the least that it may be. */
const smallerSizes: Pass = function* ({ case: one }, subject) {
  for (const name of subject.sizes) {
    const knob = subject.knobs[name];
    const least = knob !== undefined && 'min' in knob ? knob.min : 0;
    for (;;) {
      const { faults, set } = one;
      const before = subject.nodesOf(set) ?? [];
      const values = towards(Number(valueOf(subject, set, name)), least);
      const found: Found | null = yield spread(values, (value) => {
        const smaller = withKnob(subject, set, name, value);
        const nodes = subject.nodesOf(smaller);
        if (nodes === null) return [];
        const moved = renamed(faults, before, nodes);
        return [faults, ...(moved === null ? [] : [moved])].map((those) => {
          return { faults: fitted(those, nodes), set: smaller };
        });
      });
      if (found === null) break;
      one = found.judged.case;
    }
  }
};

/** The least, half way to it, and so on: up to the next below, of many to a sixty-fourth. */
function towards(value: number, least: number): readonly number[] {
  const values: number[] = [];
  for (let by = value - least; by >= Math.max(1, value / 64); by = Math.floor(by / 2))
    values.push(value - by);
  return values;
}

const rounderKnobs: Pass = function* ({ case: one }, subject) {
  for (const [name, value] of Object.entries(one.set)) {
    if (typeof value !== 'number' || subject.sizes.includes(name) || subject.bounds.includes(name)) continue;
    const values = Array.from({ length: digits(value) - 1 }, (_, place) =>
      withDigits(value, place + 1),
    ).flat();
    const { faults, set }: { faults: ShrinkCase['faults']; set: GivenSettings } = one;
    const found: Found | null = yield values.map((rounded) => ({
      faults,
      set: withKnob(subject, set, name, rounded),
    }));
    if (found !== null) one = found.judged.case;
  }
};

/** Each fault on its own, by what `simpler` gives, as often as one of those holds. */
function eachFault(simpler: (entry: FaultEntry, nodes: readonly string[]) => Iterable<FaultEntry>): Pass {
  return function* ({ case: one }, subject): Steps {
    const nodes = subject.nodesOf(one.set) ?? [];
    for (const place of one.faults.keys()) {
      for (;;) {
        const { faults, set } = one;
        const entry = faults[place];
        if (entry === undefined) break;
        const found: Found | null = yield lazily(simpler(entry, nodes), (smaller) => ({
          faults: faults.with(place, smaller),
          set,
        }));
        if (found === null) break;
        one = found.judged.case;
      }
    }
  };
}

/** All faults at once, which costs four runs, and often is all that there is to do. */
const roundAll: Pass = function* ({ case: { faults, set } }) {
  yield UNITS_US.slice(0, 4).map((unitUs) => ({
    faults: faults.map((entry) => roundedTo(entry, unitUs)),
    set,
  }));
};

function* spread<Item, Made>(items: Iterable<Item>, made: (item: Item) => readonly Made[]): Iterable<Made> {
  for (const item of items) yield* made(item);
}

function* lazily<Item, Made>(items: Iterable<Item>, made: (item: Item) => Made): Iterable<Made> {
  for (const item of items) yield made(item);
}

/** Again and again, until none of them finds anything. */
export const PASSES: readonly Pass[] = [
  endSoon,
  fewerFaults,
  fewerKnobs,
  fewerSteps,
  plainerOrder,
  smallerSizes,
  loadSoon,
  eachFault(simplerEntries),
  roundAll,
  eachFault(shorter),
  eachFault(rounder),
  rounderKnobs,
];
