/**
 * Runs cases with a mutant on, in a thread of its own. As in the hunt's worker, whatever is loaded here,
 * apart from types, is loaded by {@link import}: after the switches are in.
 */
import type { ShrinkOutcome, ShrinkTask } from '../../cli/shrink/worker.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { RunOptions } from '../../../scenarios/harness/definition/api.js';
import type { SearchName } from '../../../scenarios/mutants/search.js';
import type { Switch } from '../../../scenarios/mutants/form/switches.js';
import { plant } from '../plant.js';

interface Planted {
  /** Its name. */
  readonly mutant: string;
  readonly switches: readonly Switch[];
}

/** The run in which a mutant was found, as it was found or with settings that are told; or a case of it. */
export type PlantedTask = Planted &
  (
    | { readonly type: 'found'; readonly search: SearchName; readonly n: number }
    | { readonly type: 'run'; readonly scenario: string; readonly options: RunOptions }
    | { readonly type: 'case'; readonly task: ShrinkTask }
  );

export type PlantedAnswer =
  | { readonly type: 'ran'; readonly result: RunResult }
  | { readonly type: 'case'; readonly outcome: ShrinkOutcome };

export default async function runPlanted(task: PlantedTask): Promise<PlantedAnswer> {
  plant(task.switches);
  const { withMutant } = await import('../switchboard.js');
  const { runScenario } = await import('../../../scenarios/index.js');
  if (task.type === 'case') {
    const { default: runCase } = await import('../../cli/shrink/worker.js');
    const { result } = await withMutant(task.mutant, () => runCase(task.task));
    return { type: 'case', outcome: result };
  }
  const { scenario, options } = task.type === 'run' ? task : await foundRun(task);
  const { result } = await withMutant(task.mutant, () => runScenario(scenario, options));
  return { type: 'ran', result };
}

async function foundRun({ mutant, search, n }: Extract<PlantedTask, { readonly type: 'found' }>): Promise<{
  readonly scenario: string;
  readonly options: RunOptions;
}> {
  const { SEARCHES } = await import('../../../scenarios/mutants/search.js');
  const { catalog } = await import('../../../scenarios/mutants/catalog.js');
  const one = catalog.find(({ name }) => name === mutant);
  const run = one === undefined ? null : await SEARCHES[search](n, one);
  if (run === null) throw new Error(`${search} has no run ${n} for ${mutant}`);
  const { scenario, ...options } = run;
  return { scenario, options: { ...options, causes: 'none' } };
}
