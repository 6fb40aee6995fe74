/** In which runs a mutant is looked for: the n-th of a search, the same for all mutants. */
import { swarmRun, type SwarmRun } from '../swarm/swarm.js';

/** Turns n, from 1 on, into a run that the broker passes without a mutant. */
type Search = (n: number) => SwarmRun;

export const SEARCHES = {
  /** The swarm's seeds, one after the other. */
  random: swarmRun,
} as const satisfies Readonly<Record<string, Search>>;

export type SearchName = keyof typeof SEARCHES;
