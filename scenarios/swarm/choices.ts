/**
 * The draws of a case as data: an integer for each name. A case is made smaller by making one of them
 * smaller, and made again of all: what other names came to stays as it was, whatever is cut.
 */
import { digits, withDigits } from '../shrink/simpler/round.js';
import { drawsOf, type Draws } from './draws.js';

/** One answer. `least`: what it can be at least. Of `some` the places that were picked. */
type Choice =
  | {
      readonly type: 'keeps' | 'chance' | 'pick' | 'int' | 'fraction';
      readonly value: number;
      readonly least: number;
    }
  | { readonly type: 'some'; readonly places: readonly number[] };

/** By the names of the draws, in the order in which they were asked for. */
export type Choices = ReadonlyMap<string, Choice>;

export interface Made<Case> {
  readonly value: Case;
  /** Those that it was made of, and no others. */
  readonly choices: Choices;
}

/** The case of a seed, by keyed draws as a swarm has them. */
export function madeOfSeed<Case>(seed: number, make: (draws: Draws) => Case): Made<Case> {
  return made(make, new Map(), drawsOf(seed));
}

/** The same with other choices. What it asks for besides is answered with the simplest there is. */
export function madeOf<Case>(choices: Choices, make: (draws: Draws) => Case): Made<Case> {
  return made(make, choices, SIMPLEST);
}

const SIMPLEST: Draws = {
  fraction: () => 0,
  chance: () => false,
  pick: (name, from) => placeIn(name, from, 0),
  int: (_name, least) => least,
  spread: (_name, least) => least,
  some: (_name, from, count) => from.slice(0, count),
  keeps: () => true,
};

function made<Case>(make: (draws: Draws) => Case, given: Choices, fresh: Draws): Made<Case> {
  const choices = new Map<string, Choice>();
  const number = (
    name: string,
    { type, least, most }: { type: NumberType; least: number; most: number },
    draw: () => number,
  ): number => {
    const known = choices.get(name) ?? given.get(name);
    const value = known?.type === type ? Math.min(most, Math.max(least, known.value)) : draw();
    choices.set(name, { type, value, least });
    return value;
  };
  const bit = (type: 'chance' | 'keeps', name: string, draw: () => boolean): boolean =>
    number(name, { type, least: 0, most: 1 }, () => Number(draw())) === 1;
  const draws: Draws = {
    fraction: (name) =>
      number(name, { type: 'fraction', least: 0, most: 1 - Number.EPSILON }, () => fresh.fraction(name)),
    chance: (name, probability) => bit('chance', name, () => fresh.chance(name, probability)),
    keeps: (name) => bit('keeps', name, () => fresh.keeps(name)),
    pick(name, from) {
      const places = [...from.keys()];
      const range = { type: 'pick', least: 0, most: from.length - 1 } as const;
      return placeIn(
        name,
        from,
        number(name, range, () => fresh.pick(name, places)),
      );
    },
    int: (name, least, most) =>
      number(name, { type: 'int', least, most }, () => fresh.int(name, least, most)),
    spread: (name, least, most) =>
      number(name, { type: 'int', least, most }, () => fresh.spread(name, least, most)),
    some(name, from, count) {
      const all = [...from.keys()];
      const known = choices.get(name) ?? given.get(name);
      const places = known?.type === 'some' ? fitted(known.places, all, count) : fresh.some(name, all, count);
      choices.set(name, { type: 'some', places });
      return places.map((place) => placeIn(name, from, place));
    },
  };
  return { value: make(draws), choices };
}

type NumberType = Exclude<Choice['type'], 'some'>;

function placeIn<T>(name: string, from: readonly T[], place: number): T {
  const picked = from[place];
  if (picked === undefined) throw new Error(`${name}: nothing to pick from`);
  return picked;
}

/** As many as asked for, of those that there are: the first that were not picked, where some are gone. */
function fitted(places: readonly number[], all: readonly number[], count: number): readonly number[] {
  const kept = places.filter((place) => place < all.length).slice(0, count);
  const others = all.filter((place) => !kept.includes(place));
  return [...kept, ...others.slice(0, count - kept.length)].sort((a, b) => a - b);
}

/**
 * Choices each of which is smaller in something, those first that take most away. Each is less than `choices`
 * in a well-founded order: a part fewer, or one number with fewer digits, or less with as many. So a search
 * that goes on from the first that still fails comes to an end.
 */
export function* smallerChoices(made: Choices): Generator<Choices, void> {
  const choices = new Map([...made].map(([name, choice]) => [name, evenly(name, choice)]));
  yield* withoutParts(choices, 'keeps', () => true);
  yield* withoutParts(choices, 'chance', (name) => AREA_OR_KNOB.test(name));
  for (const [name, choice] of choices) {
    if (FROZEN.test(name)) continue;
    for (const smaller of smallerThan(choice)) yield new Map([...choices, [name, smaller]]);
  }
}

/** A time that was drawn as one soon after the beginning is one of all, too, down to the beginning itself. */
function evenly(name: string, choice: Choice): Choice {
  return SOON.test(name) && choice.type === 'chance' ? { ...choice, value: 0 } : choice;
}

const SOON = /^\w+ soon$/;
const AREA_OR_KNOB = /^(area|knob) /;

/**
 * What decides of which sort all else is: which types of faults there are, of what type one is, and how its
 * time is drawn. Another answer makes another case, and none that is smaller.
 */
const FROZEN = /^(scenario|takes|faults|steps|own faults|type \S+|\w+ (type|early|soon|command))$/;

/** Delta debugging: all of them, halves, quarters, and each alone. */
function* withoutParts(
  choices: Choices,
  type: 'keeps' | 'chance',
  isPart: (name: string) => boolean,
): Generator<Choices, void> {
  const parts = [...choices].filter(
    ([name, choice]) => choice.type === type && choice.value === 1 && isPart(name),
  );
  for (let size = parts.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < parts.length; from += size) {
      const cut = parts
        .slice(from, from + size)
        .map(([name]) => [name, { type, value: 0, least: 0 }] as const);
      yield new Map<string, Choice>([...choices, ...cut]);
    }
  }
}

function smallerThan(choice: Choice): readonly Choice[] {
  if (choice.type === 'some') {
    const first = choice.places.map((_, place) => place);
    return first.every((place, at) => place === choice.places[at]) ? [] : [{ ...choice, places: first }];
  }
  const { type, value, least } = choice;
  const candidates = type === 'pick' ? [0, Math.floor(value / 2), value - 1] : rounder(value, least);
  // What stays in and what is on were tried as parts.
  if (type === 'keeps') return [];
  const isLess = (one: number): boolean =>
    one >= least &&
    (type === 'fraction' || Number.isInteger(one)) &&
    (type === 'pick'
      ? one < value
      : digits(one) < digits(value) || (digits(one) === digits(value) && one < value));
  return [...new Set(candidates)].filter(isLess).map((one) => ({ ...choice, value: one }));
}

/** The least, those of one digit beneath it, and the roundest beside it. */
function rounder(value: number, least: number): readonly number[] {
  const count = digits(value);
  const lower = [value / 10, value / 4, value / 2, (value * 3) / 4].flatMap((part) => withDigits(part, 1));
  const near = Array.from({ length: Math.max(0, count - 1) }, (_, place) => withDigits(value, place + 1));
  const step = value === 0 ? 0 : 10 ** Math.floor(Math.log10(value));
  return [least, ...lower.sort((a, b) => a - b), ...near.flat(), value - step, value - step / 10];
}
