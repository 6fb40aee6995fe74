/** In which runs a mutant is looked for: the n-th of a search. The broker passes each of them without a mutant. */
import { runScenario, type RunResult } from '../index.js';
import { guidedRuns } from '../swarm/guided.js';
import { swarmRun, type SwarmRun } from '../swarm/swarm.js';
import type { Mutant } from './form/mutant.js';

/** Without a schedule, the scenario's own for that seed. */
export type MutantRun = Pick<SwarmRun, 'scenario' | 'seed' | 'variant' | 'set'> &
  Partial<Pick<SwarmRun, 'faults'>>;

/** Turns n, from 1 on, into a run; null: there is none. */
type Search = (n: number, mutant: Pick<Mutant, 'shown'>) => MutantRun | null | Promise<MutantRun | null>;

export const SEARCHES = {
  /** The swarm's seeds, one after the other; the same for all mutants. */
  random: (n) => swarmRun(n),
  /** The swarm's seeds, each with events of one instant in another order than they were scheduled in. */
  ordered: (n) => swarmRun(n, { set: { 'run.order': n % 2 === 0 ? 'pct:3' : 'permuted' } }),
  /** Of each seed the swarm's run and variations of it, as many runs in all as the random search has. */
  guided: (n) => guidedRun(1 + Math.floor((n - 1) / RUNS_OF_A_SEED), (n - 1) % RUNS_OF_A_SEED),
  /** The run that somebody has made for the mutant, with its first seeds. */
  byHand: (n, { shown }) => (shown === null ? null : { set: {}, ...shown, seed: n, variant: 'reference' }),
} as const satisfies Readonly<Record<string, Search>>;

export type SearchName = keyof typeof SEARCHES;

const RUNS_OF_A_SEED = 8;

/** A search of the broker without a mutant, as far as it has been asked for. */
interface Begun {
  readonly seed: number;
  readonly runs: AsyncGenerator<RunResult, void>;
  readonly made: RunResult[];
}

/** The newest: a thread is asked for one seed after the other. */
let begun: Begun | null = null;

/** Where faults strike is decided by the broker as it is: a mutant does not tell where it is. */
async function guidedRun(seed: number, place: number): Promise<MutantRun | null> {
  if (begun?.seed !== seed) begun = { seed, made: [], runs: searchOf(seed) };
  const { runs, made } = begun;
  while (made.length <= place) {
    const next = await runs.next();
    if (next.done === true) return null;
    made.push(next.value);
  }
  const { scenario, set, variant } = swarmRun(seed);
  const faults = made[place]?.schedule ?? [];
  return { scenario, seed, set, variant, faults };
}

function searchOf(seed: number): AsyncGenerator<RunResult, void> {
  return guidedRuns({
    seed,
    tries: RUNS_OF_A_SEED - 1,
    options: {},
    run: (scenario, options) => runScenario(scenario, { ...options, causes: 'none' }),
  });
}
