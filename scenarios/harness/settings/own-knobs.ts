/** Knobs that one scenario has, or some, and no other run. */
import { NO_KNOBS, type Knobs } from './areas/knob.js';
import { KNOBS } from './table.js';
import { listing, unknownName } from './unknown-name.js';
import { UsageError } from './usage-error.js';

/** A scenario, as far as its knobs go. */
export interface HasKnobs {
  readonly name: string;
  /** Of its own, none by default. */
  readonly knobs?: Knobs;
}

/** All knobs of a run of it, its own last. Throws a {@link UsageError} for an own one that is common. */
export function knobsOf({ name, knobs: own = NO_KNOBS }: HasKnobs): Knobs {
  const taken = Object.keys(own).filter((knob) => Object.hasOwn(KNOBS, knob));
  if (taken.length === 0) return { ...KNOBS, ...own };
  throw new UsageError(
    ...taken.map((knob) => `${name} cannot have a knob ${knob} of its own; every run has one`),
  );
}

/** What is wrong with a name that is none of `knobs`: it is nobody's, or that of another of the scenarios. */
export function unknownKnob(name: string, knobs: Knobs, scenarios: readonly HasKnobs[]): string {
  const owners = scenarios.filter(({ knobs: own = NO_KNOBS }) => Object.hasOwn(own, name));
  return owners.length === 0
    ? unknownName('knob', name, Object.keys(knobs))
    : `${name} is a knob of ${listing(owners.map((owner) => owner.name))} only`;
}
