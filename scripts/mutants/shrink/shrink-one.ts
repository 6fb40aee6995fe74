/** One mutant: the run in which it was found, made as small as it can be with the mutant on. */
import { makeCapsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { layer } from '../../../scenarios/index.js';
import { catalog } from '../../../scenarios/mutants/catalog.js';
import type { Mutant } from '../../../scenarios/mutants/form/mutant.js';
import { switchesOf } from '../../../scenarios/mutants/form/switches.js';
import type { SearchName } from '../../../scenarios/mutants/search.js';
import { symptomOf } from '../../../scenarios/shrink/symptom/sighting.js';
import { symptomText, type Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { describeFault } from '../../../sim/faults/verbs.js';
import { search } from '../../cli/shrink/search.js';
import { toldSettings } from '../../cli/shrink/subject.js';
import { LAYER_URL } from '../../cli/support/installed.js';
import type { CommandContext } from '../../cli/support/io.js';
import { openPool, type Pool } from '../../cli/support/pool.js';
import type { PlantedAnswer, PlantedTask } from './worker.js';

export interface ShrunkMutant {
  readonly mutant: string;
  readonly search: SearchName;
  readonly n: number;
  readonly scenario: string;
  readonly symptom: string;
  readonly before: MutantCase;
  readonly after: MutantCase;
  /** Those that are left, in words. */
  readonly faults: readonly string[];
  readonly ended: 'minimal' | 'limit';
  readonly runs: number;
  readonly wallS: number;
}

interface MutantCase {
  readonly faults: number;
  readonly knobsSet: number;
  readonly events: number;
}

export interface FoundMutant {
  readonly mutant: Mutant;
  readonly search: SearchName;
  readonly n: number;
  /** What named it there: the first of these has to stay. */
  readonly by: readonly string[];
}

type PlantedPool = Pool<PlantedTask, PlantedAnswer>;

/** For one mutant after the other: a thread has the switches of all, and takes long to load what it runs. */
export function openPlanted(jobs: number): PlantedPool {
  return openPool(new URL('./worker.js', import.meta.url), jobs);
}

export async function shrinkMutant(
  { mutant, search: looked, n, by }: FoundMutant,
  { pool, jobs, limitS }: { readonly pool: PlantedPool; readonly jobs: number; readonly limitS: number },
  io: CommandContext['io'],
): Promise<ShrunkMutant> {
  const startMs = performance.now();
  const plant = { mutant: mutant.name, switches: switchesOf(catalog) };
  const ran = async (task: PlantedTask): Promise<RunResult> => {
    const answer = await pool.run(task);
    if (answer.type !== 'ran') throw new Error('a run was asked for');
    return answer.result;
  };
  const capsule = makeCapsule(await ran({ ...plant, type: 'found', search: looked, n }));
  const { scenario, seed, variant, faults, expects = [] } = capsule;
  const set = toldSettings(capsule, layer);
  const options = { seed, variant, set, faults, expects, causes: 'none' } as const;
  const first = await ran({ ...plant, type: 'run', scenario, options });
  const symptom = symptomIn(first, by);
  const stop = AbortSignal.timeout(limitS * 1000);
  const layerSource = { url: LAYER_URL.href, configFile: null };
  const shrunken = await search(
    { capsule, first, symptom, expects, jobs, stop, openThreads: () => ofCases(pool, plant) },
    { io, layer, layerSource, interrupt: new AbortController().signal },
  );
  if (shrunken.failure !== null) throw shrunken.failure.error;
  const { subject, case: small, ran: last, isMinimal, runCount } = shrunken;
  return {
    mutant: mutant.name,
    ...{ search: looked, n, scenario, symptom: symptomText(symptom) },
    before: sizeOf(subject.start, first),
    after: sizeOf(small, last),
    faults: small.faults.map(describeFault),
    ended: isMinimal ? 'minimal' : 'limit',
    runs: runCount,
    wallS: Math.round((performance.now() - startMs) / 1000),
  };
}

/** The pool goes on to the next mutant. */
function ofCases(
  pool: PlantedPool,
  plant: Pick<PlantedTask, 'mutant' | 'switches'>,
): ReturnType<NonNullable<Parameters<typeof search>[0]['openThreads']>> {
  return {
    run: async (task) => {
      const answer = await pool.run({ ...plant, type: 'case', task });
      if (answer.type !== 'case') throw new Error('a case was asked for');
      return answer.outcome;
    },
    close: () => Promise.resolve(),
  };
}

function symptomIn(first: RunResult, by: readonly string[]): Symptom {
  const invariant = by.find((name) => first.violations.some((one) => one.invariant === name));
  if (invariant !== undefined) return { type: 'violated', invariant };
  const symptom = symptomOf(first, undefined);
  if (symptom === null) throw new Error(`the run shows nothing of ${by.join(', ')}`);
  return symptom;
}

function sizeOf(
  { faults, set }: { readonly faults: readonly unknown[]; readonly set: object },
  { events }: Pick<RunResult, 'events'>,
): MutantCase {
  return { faults: faults.length, knobsSet: Object.keys(set).length, events };
}
