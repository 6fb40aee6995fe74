/**
 * Bugs planted in the reference broker, each in a run of the catalog: within fifty seeds the invariant
 * objects that names it, and without the bug the same runs pass.
 */
import test from 'ava';
import { runScenario, type RunOptions } from '../index.js';
import { plantedRuns, type PlantedRun } from './testkit/plants/runs.js';

const SEEDS_MAX = 50;

for (const planted of plantedRuns) {
  test(`${planted.invariant} objects when ${planted.bug}`, async (t) => {
    for (let seed = 1; seed <= SEEDS_MAX; seed += 1) {
      const found = await violatedBy(planted, seed, true);
      if (!found.has(planted.invariant)) continue;
      t.deepEqual([...(await violatedBy(planted, seed, false))], [], `without the bug, seed ${seed}`);
      t.log(`seed ${seed}`);
      return;
    }
    t.fail(`nobody objected in ${SEEDS_MAX} seeds`);
  });
}

/** The invariants that object in a run; the reason, if it did not come to its end. */
async function violatedBy(planted: PlantedRun, seed: number, isPlanted: boolean): Promise<Set<string>> {
  const { scenario, set = {}, faults, strategies } = planted;
  const variant = { name: 'planted', summary: planted.bug, source: '', strategies, settings: {} };
  const options: RunOptions = {
    seed,
    set,
    causes: 'none',
    variant: isPlanted ? variant : 'reference',
    ...(faults === undefined ? {} : { faults }),
  };
  const result = await runScenario(scenario, options);
  const found = new Set(result.violations.map(({ invariant }) => invariant));
  if (!isPlanted && result.verdict !== 'passed') found.add(result.verdict);
  return found;
}
