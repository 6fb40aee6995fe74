/** Runs one seed in a thread of its own: there is one simulation at a time in a thread. */
import { impossibleFaults } from '../../../reports/run/faults.js';
import { verdictDetail } from '../../../reports/run/verdict.js';
import { makeCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import { runDocument } from '../../../scenarios/harness/result/to-run-result.js';
import { commandLine, expectWords, settingWords } from '../../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { SWARM } from '../../../scenarios/harness/definition/swarming.js';
import { sightingIn } from '../../../scenarios/shrink/symptom/sighting.js';
import { symptomText } from '../../../scenarios/shrink/symptom/symptom.js';
import { causeOf, sentenceShape } from './cause.js';
import { asAskedOfSwarm, replayOfSwarm } from './tasks.js';
import { plannedRun, type SeedTask, type SwarmTask } from './task.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { loadLayer } from '../support/load-layer.js';
import type { SometimesCount } from '../../../sim/world/sometimes.js';
import type { RunCounts } from './packed.js';

export default async function runSeed(task: SeedTask): Promise<SeedOutcome> {
  const layer = await loadLayer(task.layerSource);
  const { place, seed } = task;
  try {
    if (task.type === 'swarm' && task.tries !== null) return await search(layer, task, task.tries);
    const { scenario, ...options } = plannedRun(layer, task);
    const result = await layer.runScenario(scenario, { ...options, causes: 'none' });
    const told = task.type === 'swarm' ? asAskedOfSwarm(result, task) : result;
    return await withCause(layer, result, withSymptom(told, outcomeOf(told, place), task));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const scenario = task.type === 'swarm' ? SWARM : task.scenario;
    const detail = error.lines.join('; ');
    return {
      ...NOT_RUN,
      place,
      scenario,
      seed,
      replay: lineOf(task),
      detail,
      cause: sentenceShape(detail, []),
    };
  }
}

/**
 * The outcome of the last run, which is the one that failed if one did, with what all of them cost and met.
 */
async function search(layer: ScenarioLayer, task: SwarmTask, tries: number): Promise<SeedOutcome> {
  let sum: SeedOutcome | null = null;
  let last: RunResult | null = null;
  for await (const result of layer.searchFrom(task.seed, tries, task.swarm)) {
    const told = asAskedOfSwarm(result, task);
    const one = withSymptom(told, outcomeOf(told, task.place), task);
    sum = sum === null ? one : together(sum, one);
    last = result;
    if (one.countsAs !== 'passed') break;
  }
  if (sum === null || last === null) throw new Error(`seed ${task.seed} ran nothing`);
  return withCause(layer, last, sum);
}

/**
 * The outcome of a run that has what is looked for counts as violated, if the run passed otherwise. It is a
 * property of *sometimes*, too: so a sweep in which no run had such a request says so.
 */
function withSymptom(result: RunResult, outcome: SeedOutcome, { sought }: SeedTask): SeedOutcome {
  if (sought === undefined) return outcome;
  const { symptom } = sought;
  const { holds, figures } = sightingIn(result, symptom);
  const text = symptomText(symptom);
  const isLookedAt = symptom.type !== 'figure' || figures.length > 0;
  const told = {
    ...outcome,
    sometimes: { ...outcome.sometimes, [text]: { asked: isLookedAt ? 1 : 0, held: holds ? 1 : 0 } },
  };
  if (!holds || outcome.countsAs !== 'passed') return told;
  const values = figures.map(({ name, value, unit }) => `${name} is ${value}${unit}`);
  return {
    ...told,
    countsAs: 'violated',
    detail: [text, ...values].join(': '),
    capsule: outcome.capsule ?? makeCapsule(result),
  };
}

async function withCause(
  layer: ScenarioLayer,
  result: RunResult,
  outcome: SeedOutcome,
): Promise<SeedOutcome> {
  const { capsule, detail, countsAs } = outcome;
  if (capsule === null || countsAs === 'passed') return outcome;
  return { ...outcome, cause: await causeOf(layer, result, { capsule, detail }) };
}

function together(before: SeedOutcome, last: SeedOutcome): SeedOutcome {
  return {
    ...last,
    runs: before.runs + 1,
    events: before.events + last.events,
    virtualMs: before.virtualMs + last.virtualMs,
    unread: before.unread.filter((name) => last.unread.includes(name)),
    faultsEffective: added(before.faultsEffective, last.faultsEffective),
    faultsWithoutEffect: added(before.faultsWithoutEffect, last.faultsWithoutEffect),
    judged: added(before.judged, last.judged),
    sometimes: addedSometimes(before.sometimes, last.sometimes),
  };
}

function added(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function addedSometimes(a: RunCounts['sometimes'], b: RunCounts['sometimes']): RunCounts['sometimes'] {
  const sum: Record<string, SometimesCount> = { ...a };
  for (const [name, { asked, held }] of Object.entries(b)) {
    const before = sum[name] ?? { asked: 0, held: 0 };
    sum[name] = { asked: before.asked + asked, held: before.held + held };
  }
  return sum;
}

/** Runs it again. */
function lineOf(task: SeedTask): string {
  if (task.type === 'swarm') return replayOfSwarm(task);
  const { scenario, seed, variant, set, expects } = task;
  const asked = [...(variant === undefined ? [] : ['--variant', variant]), ...settingWords(set)];
  return commandLine(['run', scenario, '--seed', String(seed), ...asked, ...expectWords(expects)]);
}

/** What a function of the user's throws at one seed is that seed's outcome, and no end of the sweep. */
const NOT_RUN = {
  verdict: 'harnessError',
  countsAs: 'harnessError',
  expected: [],
  runs: 0,
  events: 0,
  virtualMs: 0,
  unread: [],
  invariants: [],
  faultsEffective: {},
  faultsWithoutEffect: {},
  faultsImpossible: {},
  judged: {},
  sometimes: {},
  capsule: null,
} as const;

function outcomeOf(result: RunResult, place: number): SeedOutcome {
  const { scenario, seed, verdict, countsAs, events, virtualMs, violations, faults, unread, replay } = result;
  const detail = verdictDetail(runDocument(result, { requests: false }));
  return {
    place,
    runs: 1,
    scenario,
    seed,
    verdict,
    countsAs,
    events,
    virtualMs,
    unread,
    replay,
    judged: result.judged,
    sometimes: result.sometimes,
    faultsEffective: countTypes(faults.filter(({ effects }) => effects > 0)),
    faultsWithoutEffect: countTypes(faults.filter(({ effects }) => effects === 0)),
    faultsImpossible: Object.fromEntries(impossibleFaults(result)),
    expected: result.asExpected,
    invariants: [...new Set(violations.map(({ invariant }) => invariant))],
    detail,
    cause: null,
    capsule: verdict === 'passed' ? null : makeCapsule(result),
  };
}

function countTypes(faults: RunResult['faults']): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of faults) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** As in a run's result. */
type OfResult = Pick<
  RunResult,
  | 'scenario'
  | 'seed'
  | 'verdict'
  | 'countsAs'
  | 'events'
  | 'virtualMs'
  | 'unread'
  | 'replay'
  | 'judged'
  | 'sometimes'
>;

export interface SeedOutcome extends OfResult {
  /** As in its task. */
  readonly place: number;
  /** One, and of a guided search as many as it took. */
  readonly runs: number;
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
  /** What it shares with runs that failed alike; null if it passed. */
  readonly cause: string | null;
  /** Of a run that did not pass, or did what was expected of it. */
  readonly capsule: Capsule | null;
}
