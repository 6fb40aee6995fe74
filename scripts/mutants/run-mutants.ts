/** One run of a search: without a mutant, and then with each of those whose code it reaches. */
import type { Variant } from '../../broker-core/historic/presets.js';
import { runScenario, type RunResult } from '../../scenarios/index.js';
import { catalog } from '../../scenarios/mutants/catalog.js';
import type { Mutant } from '../../scenarios/mutants/form/mutant.js';
import { SEARCHES, type MutantRun } from '../../scenarios/mutants/search.js';
import { withMutant } from './switchboard.js';
import type { HuntTask, Outcome, RunsOfOne } from './task.js';

export async function runMutants({ search, n, mutants }: Omit<HuntTask, 'switches'>): Promise<RunsOfOne> {
  const asked = catalog.filter(({ name }) => mutants.includes(name));
  const [first] = asked;
  const run = first === undefined ? null : await SEARCHES[search](n, first);
  if (run === null) throw new Error(`${search} has no run ${n} for ${mutants.join(', ')}`);
  const { scenario, seed } = run;
  const { outcome: control, reached } = await outcomeOf(run, null, {});
  const found: Record<string, Outcome> = {};
  for (const mutant of asked)
    if ('strategies' in mutant.plant || reached.has(mutant.name))
      found[mutant.name] = (await outcomeOf(run, mutant, limitsBy(control))).outcome;
  return { n, scenario, seed, control, mutants: found };
}

/** A run that a mutant keeps from its end needs no longer to say so than this. */
function limitsBy({ events }: Outcome): MutantRun['set'] {
  return { 'run.eventsMax': 3 * events + 1_000_000 };
}

async function outcomeOf(
  { scenario, seed, set, faults, variant }: MutantRun,
  mutant: Mutant | null,
  limits: MutantRun['set'],
): Promise<{ readonly outcome: Outcome; readonly reached: ReadonlySet<string> }> {
  const planted = mutant === null ? variant : variantOf(mutant);
  const given = faults === undefined ? {} : { faults };
  const options = { seed, ...given, variant: planted, causes: 'none', set: { ...set, ...limits } } as const;
  const { result, reached } = await withMutant(mutant?.name ?? null, () => runScenario(scenario, options));
  return { outcome: told(result), reached };
}

function variantOf({ name, broken, plant }: Mutant): Variant | MutantRun['variant'] {
  if ('edits' in plant) return 'reference';
  return { name, summary: broken, source: '', strategies: plant.strategies, settings: {} };
}

function told(result: RunResult): Outcome {
  const { verdict, violations, events, virtualMs } = result;
  const invariants = [...new Set(violations.map(({ invariant }) => invariant))];
  const error = result.verdict === 'harnessError' ? result.error.message : null;
  return { verdict, invariants, error, events, virtualMs };
}
