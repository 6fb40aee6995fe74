/** In which runs a mutant is looked for: the n-th of a search. The broker passes each of them without a mutant. */
import { swarmRun, type SwarmRun } from '../swarm/swarm.js';
import type { Mutant } from './form/mutant.js';

/** Without a schedule, the scenario's own for that seed. */
export type MutantRun = Pick<SwarmRun, 'scenario' | 'seed' | 'variant' | 'set'> &
  Partial<Pick<SwarmRun, 'faults'>>;

/** Turns n, from 1 on, into a run; null: there is none. */
type Search = (n: number, mutant: Pick<Mutant, 'shown'>) => MutantRun | null;

export const SEARCHES = {
  /** The swarm's seeds, one after the other; the same for all mutants. */
  random: (n) => swarmRun(n),
  /** The run that somebody has made for the mutant, with its first seeds. */
  byHand: (n, { shown }) => (shown === null ? null : { set: {}, ...shown, seed: n, variant: 'reference' }),
} as const satisfies Readonly<Record<string, Search>>;

export type SearchName = keyof typeof SEARCHES;
