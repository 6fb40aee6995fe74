/** Runs one seed in a thread of its own: there is one simulation at a time in a thread. */
import { impossibleFaults } from '../../../reports/run/faults.js';
import { verdictDetail } from '../../../reports/run/verdict.js';
import { makeCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import { runDocument } from '../../../scenarios/harness/result/to-run-result.js';
import { commandLine, expectWords, settingWords } from '../../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { loadLayer, type LayerSource } from '../support/load-layer.js';

export default async function runSeed(task: SeedTask): Promise<SeedOutcome> {
  const { scenario, seed, variant, set, expects, faults, layerSource } = task;
  const layer = await loadLayer(layerSource);
  const options = {
    seed,
    set,
    expects,
    causes: 'none',
    ...(variant === undefined ? {} : { variant }),
    ...(faults === undefined ? {} : { faults }),
  } as const;
  try {
    return outcomeOf(await layer.runScenario(scenario, options));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const variantWords = variant === undefined ? [] : ['--variant', variant];
    const asked = [...variantWords, ...settingWords(set), ...expectWords(expects)];
    const words = ['run', scenario, '--seed', String(seed), ...asked];
    return { ...NOT_RUN, scenario, seed, replay: commandLine(words), detail: error.lines.join('; ') };
  }
}

/** What a function of the user's throws at one seed is that seed's outcome, and no end of the sweep. */
const NOT_RUN = {
  verdict: 'harnessError',
  countsAs: 'harnessError',
  expected: [],
  events: 0,
  virtualMs: 0,
  unread: [],
  invariants: [],
  faultsEffective: {},
  faultsWithoutEffect: {},
  faultsImpossible: {},
  capsule: null,
} as const;

function outcomeOf(result: RunResult): SeedOutcome {
  const { scenario, seed, verdict, countsAs, events, virtualMs, violations, faults, unread, replay } = result;
  return {
    scenario,
    seed,
    verdict,
    countsAs,
    events,
    virtualMs,
    unread,
    replay,
    faultsEffective: countTypes(faults.filter(({ effects }) => effects > 0)),
    faultsWithoutEffect: countTypes(faults.filter(({ effects }) => effects === 0)),
    faultsImpossible: Object.fromEntries(impossibleFaults(result)),
    expected: result.asExpected,
    invariants: [...new Set(violations.map(({ invariant }) => invariant))],
    detail: verdictDetail(runDocument(result, { requests: false })),
    capsule: verdict === 'passed' ? null : makeCapsule(result),
  };
}

function countTypes(faults: RunResult['faults']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of faults) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** What a worker is asked. Small, as its answer is: both travel between threads. */
export interface SeedTask {
  readonly scenario: string;
  readonly seed: number;
  readonly variant?: string;
  readonly set: UncheckedSettings;
  readonly expects: readonly string[];
  /** Default: the scenario's own schedule for that seed. */
  readonly faults?: FaultSchedule;
  readonly layerSource: LayerSource;
}

/** As in a run's result. */
type OfResult = Pick<
  RunResult,
  'scenario' | 'seed' | 'verdict' | 'countsAs' | 'events' | 'virtualMs' | 'unread' | 'replay'
>;

export interface SeedOutcome extends OfResult {
  /** What happened and was expected: names of invariants, or `stalled`. */
  readonly expected: readonly string[];
  /** Names of the invariants that were violated, each once. */
  readonly invariants: readonly string[];
  /** How many faults of each type had an effect. */
  readonly faultsEffective: Readonly<Record<string, number>>;
  /** How many had none. */
  readonly faultsWithoutEffect: Readonly<Record<string, number>>;
  /** By the id of the fault, a sentence that says so. */
  readonly faultsImpossible: Readonly<Record<string, string>>;
  readonly detail: string;
  /** Of a run that did not pass, or did what was expected of it. */
  readonly capsule: Capsule | null;
}
