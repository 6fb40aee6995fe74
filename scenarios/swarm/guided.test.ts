import test from 'ava';
import type { FaultEntry } from '../../sim/faults/entry.js';
import type { RunOptions } from '../harness/definition/api.js';
import type { RunResult } from '../harness/result/run-result.js';
import { runScenario } from '../index.js';
import { guidedRuns } from './guided.js';
import { Moments } from './moments.js';
import { swarmPlan } from './swarm.js';

const TRIES = 4;
/** A short load of three brokers each. */
const OPTIONS = { scenarios: ['leader-loss'], set: { 'client.messages': 60, 'cluster.nodes': 3 } };

async function searched(seed: number): Promise<readonly RunResult[]> {
  const run = (scenario: string, options: RunOptions) =>
    runScenario(scenario, { ...options, causes: 'none' });
  const results: RunResult[] = [];
  for await (const result of guidedRuns({ seed, tries: TRIES, options: OPTIONS, run })) results.push(result);
  return results;
}

const SEEDS = [3, 8, 21];
const searches = new Map<number, readonly RunResult[]>();

test.before(async () => {
  for (const seed of SEEDS) searches.set(seed, await searched(seed));
});

test('the first run is the seed’s own, and each one after it has more faults than one before', (t) => {
  for (const [seed, results] of searches) {
    const { run } = swarmPlan(seed, OPTIONS);
    t.is(results.length, TRIES + 1);
    t.deepEqual(
      results[0]?.faults.map(({ id }) => id),
      run.faults.map(({ id }) => id),
    );
    const idsOf = ({ schedule }: RunResult) => new Set(schedule.map(({ id }) => id));
    results.slice(1).forEach((result, place) => {
      const ids = idsOf(result);
      const parents = results.slice(0, place + 1).map(idsOf);
      t.true(parents.some((parent) => [...parent].every((id) => ids.has(id)) && parent.size <= ids.size));
    });
  }
});

test('a search is the same each time', async (t) => {
  const again = await searched(8);
  t.deepEqual(
    again.map(({ hash }) => hash),
    searches.get(8)?.map(({ hash }) => hash),
  );
  t.true(new Set(again.map(({ hash }) => hash)).size > 1);
});

/** Those of the search. */
const added = ({ id }: FaultEntry): boolean => /^g\d/.test(id);

test('what is added is over before the load is, and strikes those alone that may be struck', (t) => {
  for (const [seed, results] of searches) {
    const { scene } = swarmPlan(seed, OPTIONS);
    const { struck = [], roles = [] } = scene?.cast ?? {};
    const untilMs = scene?.untilMs ?? 0;
    const mayBeStruck = [...struck, ...roles];
    for (const fault of results.flatMap(({ schedule }) => schedule).filter(added)) {
      if ('untilMs' in fault) t.true((fault.untilMs ?? Infinity) <= untilMs);
      const targets = 'target' in fault ? [fault.target].flat() : [];
      t.true(targets.every((name) => mayBeStruck.includes(name)));
    }
  }
});

test('faults are put at moments at which their parent turned: most of them change something', (t) => {
  const all = [...searches.values()].flat().flatMap(({ faults }) => faults);
  const own = all.filter(({ id }) => /^g\d/.test(id));
  const effective = own.filter(({ effects }) => effects > 0);
  t.true(own.length > 5);
  t.true(effective.length > own.length / 2, `${effective.length} of ${own.length}`);
});

test('of what happens often a spread is kept, and of what is rare all', (t) => {
  const moments = new Moments();
  for (let atUs = 0; atUs < 100_000; atUs += 1) moments.take('served', 'n1', atUs);
  moments.take('role', 'n2', 7);
  moments.take('role', 'n1', 100_000);
  t.deepEqual(moments.sorts, ['role', 'served']);
  t.deepEqual(
    moments.of('role').map(({ atUs }) => atUs),
    [7, 100_000],
  );
  const served = moments.of('served').map(({ atUs }) => atUs);
  t.true(served.length > 50 && served.length <= 128);
  t.true((served.at(-1) ?? 0) > 90_000 && (served[0] ?? 1) < 1000);
  t.true(served.some((atUs) => atUs > 40_000 && atUs < 60_000));
  t.deepEqual([...moments.pairs], ['served > role']);
});
