/** An arbitrary of whatever is made by named draws: it makes a case smaller by making its draws smaller. */
import type { Arbitrary, Random, Stream, Value } from 'fast-check';
import type { Draws } from '../../../scenarios/swarm/draws.js';
import {
  madeOf,
  madeOfSeed,
  smallerChoices,
  type Choices,
  type Made,
} from '../../../scenarios/swarm/choices.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { fc } from './load.js';

/** `seed`: the same for a case and all that it is made smaller to. */
export type Make<Given, T> = (draws: Draws, seed: number, given: Given) => T;

const SEED_MAX = 0x7fff_ffff;

/**
 * `given`: what somebody else draws, and `make` is told. What is drawn has to be data: two cases are the same
 * when their JSON is.
 */
export function drawn<Given, T>(given: Arbitrary<Given>, make: Make<Given, T>): Arbitrary<T> {
  class Drawn extends fc.Arbitrary<T> {
    override generate(random: Random, biasFactor: number | undefined): Value<T> {
      const source = given.generate(random, biasFactor);
      const seed = random.nextInt(0, SEED_MAX);
      const made = madeOfSeed(seed, (draws) => make(draws, seed, source.value));
      const context: Context = { source, seed, choices: made.choices, seen: new Set(), from: 0 };
      return new fc.Value(made.value, context);
    }

    /** An example that somebody wrote has no draws. */
    override canShrinkWithoutContext(value: unknown): value is T {
      return false;
    }

    override shrink(value: T, context: unknown): Stream<Value<T>> {
      return isContext(context) ? fc.stream(smaller(value, context)) : fc.Stream.nil();
    }
  }

  interface Context {
    readonly source: Value<Given>;
    readonly seed: number;
    readonly choices: Choices;
    /** What was tried on the way here: nothing is tried twice. */
    readonly seen: ReadonlySet<string>;
    /** Where in the list of smaller choices the last one was found: there the search goes on. */
    readonly from: number;
  }

  function isContext(context: unknown): context is Context {
    return typeof context === 'object' && context !== null && 'choices' in context;
  }

  function* smaller(
    value: T,
    { source, seed, choices, seen: before, from }: Context,
  ): IterableIterator<Value<T>> {
    const seen = new Set([...before, JSON.stringify(value)]);
    const tried = (made: Made<T> | null, other: Value<Given>, place: number): readonly Value<T>[] => {
      const key = made === null ? null : JSON.stringify(made.value);
      if (made === null || key === null || seen.has(key)) return [];
      seen.add(key);
      const context: Context = { source: other, seed, choices: made.choices, seen, from: place };
      return [new fc.Value(made.value, context)];
    };
    for (const other of given.shrink(source.value, source.context))
      yield* tried(madeAgain(choices, seed, other.value), other, 0);
    const all = [...smallerChoices(choices)].map((one, place) => ({ one, place }));
    for (const { one, place } of [...all.slice(from), ...all.slice(0, from)])
      yield* tried(madeAgain(one, seed, source.value), source, place);
  }

  /** Null: rules between knobs, or the scenario, forbid it. */
  function madeAgain(choices: Choices, seed: number, other: Given): Made<T> | null {
    try {
      return madeOf(choices, (draws) => make(draws, seed, other));
    } catch (error) {
      if (error instanceof UsageError) return null;
      throw error;
    }
  }

  return new Drawn();
}

/** The same where nobody else draws anything. */
export function drawnAlone<T>(make: (draws: Draws, seed: number) => T): Arbitrary<T> {
  return drawn(fc.constant(null), (draws, seed) => make(draws, seed));
}
