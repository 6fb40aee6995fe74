/**
 * The public surface: look at what there is, plan a run, run it.
 */
import { presets, type Variant } from '../broker-core/variants/presets.js';
import { FAULT_TYPES, isFaultType, undoVerb } from '../sim/faults/verbs.js';
import { parseSchedule } from '../sim/faults/parse.js';
import type { FaultSchedule } from '../sim/faults/entry.js';
import { scheduleHash } from '../sim/faults/schedule-hash.js';
import { createRandomSource, SEED_MAX } from '../sim/random/random.js';
import type {
  FaultInfo,
  InvariantInfo,
  RunOptions,
  RunPlan,
  ScenarioInfo,
  ScenarioLayer,
  VariantInfo,
} from './api.js';
import { catalog } from './catalog/catalog.js';
import { brokerNames } from './cluster/from-settings.js';
import { isKnownRole } from './cluster/roles.js';
import { invariants } from './invariants/all.js';
import { toRunResult } from './result/to-run-result.js';
import type { RunResult } from './result/run-result.js';
import { runPrepared, type PreparedRun } from './run/run-scenario.js';
import type { Scenario } from './scenario.js';
import { resolveSettings } from './settings/resolve.js';
import { unknownName } from './settings/unknown-name.js';
import { UsageError } from './settings/usage-error.js';
import type { Settings } from './settings/table.js';

export type { Scenario } from './scenario.js';
export type { RunResult } from './result/run-result.js';
export type { RunOptions, RunPlan } from './api.js';

export function listScenarios(): readonly ScenarioInfo[] {
  return catalog.map(({ name, doc, variant, settings }) => ({ name, doc, variant, settings }));
}

export function listVariants(): readonly VariantInfo[] {
  return presets.map(({ name, summary, source, settings }) => ({
    name,
    doc: summary,
    sources: [source],
    settings,
  }));
}

export function listFaults(): readonly FaultInfo[] {
  return FAULT_TYPES.filter(isFaultType).map((type) => ({ type, undo: undoVerb(type), fields: [] }));
}

export function listInvariants(): readonly InvariantInfo[] {
  return invariants.map(({ name, doc }) => ({ name, doc }));
}

/** Settings and schedule of a seed, without running anything. */
export function planScenario(scenario: string | Scenario, options: RunOptions): RunPlan {
  const { scenario: found, variant, resolved, schedule } = prepare(scenario, options);
  return {
    scenario: found.name,
    seed: options.seed,
    variant: variant.name,
    settings: resolved.settings,
    given: resolved.given,
    schedule,
    scheduleHash: scheduleHash(schedule),
  };
}

/** Runs it. Throws a `UsageError` for what was asked for wrongly; whatever goes wrong in the run is in the result. */
export async function runScenario(scenario: string | Scenario, options: RunOptions): Promise<RunResult> {
  return toRunResult(await runPrepared(prepare(scenario, options), wallNowMs));
}

/** As {@link runScenario}, but throws for anything but `passed`, with the line that replays it. */
export async function assertScenario(scenario: string | Scenario, options: RunOptions): Promise<RunResult> {
  const result = await runScenario(scenario, options);
  if (result.verdict === 'passed') return result;
  const [first] = result.violations;
  const why = first === undefined ? result.verdict : `${first.invariant}: ${first.detail}`;
  throw new Error(`${result.scenario} ${result.verdict}: ${why}\nreplay: ${result.replay}`);
}

function prepare(scenario: string | Scenario, options: RunOptions): PreparedRun {
  checkSeed(options.seed);
  const found = typeof scenario === 'string' ? findScenario(scenario) : scenario;
  const variant = findVariant(options.variant ?? found.variant);
  const resolved = resolveSettings({
    scenario: found.settings,
    variant: variant.settings,
    set: options.set ?? {},
  });
  const given = options.faults ?? found.faults(resolved.settings, drawFor(options.seed));
  const schedule = checkedSchedule(given, resolved.settings);
  return { scenario: found, variant, resolved, schedule, options };
}

function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX) return;
  throw new UsageError(`seed cannot be ${String(seed)}; it is an integer from 0 to ${String(SEED_MAX)}`);
}

function findScenario(name: string): Scenario {
  const found = catalog.find((scenario) => scenario.name === name);
  if (found !== undefined) return found;
  const names = catalog.map((scenario) => scenario.name);
  throw new UsageError(unknownName('scenario', name, names));
}

function findVariant(name: string): Variant {
  const found = presets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = presets.map((preset) => preset.name);
  throw new UsageError(unknownName('variant', name, names));
}

function drawFor(seed: number): (name: string) => number {
  const random = createRandomSource(seed);
  return (name) => random.keyed(`schedule/${name}`, 0);
}

function checkedSchedule(given: unknown, settings: Settings): FaultSchedule {
  const clients = Array.from({ length: settings['client.count'] }, (_, place) => `c${String(place + 1)}`);
  const nodes = [...brokerNames(settings), ...clients];
  const parsed = parseSchedule(given, { nodes, knowsRole: isKnownRole });
  if (!parsed.ok) throw new UsageError(...parsed.errors);
  return parsed.schedule;
}

function wallNowMs(): number {
  return performance.now();
}

/** The layer as one value, for the command line. */
export const layer: ScenarioLayer<Scenario> = {
  listScenarios,
  listVariants,
  listFaults,
  listInvariants,
  planScenario,
  runScenario,
};
