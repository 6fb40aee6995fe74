/**
 * The public surface: look at what there is, plan a run, run it.
 */
import { presets } from '../broker-core/historic/presets.js';
import type { FaultType } from '../sim/faults/entry.js';
import { FAULT_TYPES, fieldsOf, isFaultType, undoVerb } from '../sim/faults/verbs.js';
import { scheduleHash } from '../sim/faults/schedule-hash.js';
import type {
  FaultInfo,
  InvariantInfo,
  RunOptions,
  RunPlan,
  ScenarioInfo,
  ScenarioLayer,
  VariantInfo,
} from './harness/api.js';
import { catalog } from './catalog/catalog.js';
import { invariants } from './oracles/all.js';
import { toRunResult } from './harness/result/to-run-result.js';
import type { RunResult } from './harness/result/run-result.js';
import { prepareRun } from './harness/run/prepare.js';
import { runPrepared } from './harness/run/run-scenario.js';
import type { Scenario } from './harness/scenario.js';
import { unknownName } from './harness/settings/unknown-name.js';
import { UsageError } from './harness/settings/usage-error.js';
import type { VerdictOutcome } from './verdicts/row.js';
import { rows } from './verdicts/rows.js';
import { settleRow } from './verdicts/settle.js';

export type { Scenario } from './harness/scenario.js';
export type { RunResult } from './harness/result/run-result.js';
export { RunInterrupted } from './harness/run/interrupted.js';
export type { RunOptions, RunPlan } from './harness/api.js';

export function listScenarios(): readonly ScenarioInfo[] {
  return catalog.map(({ name, doc, source, variant, variantSettings = {}, settings }) => ({
    name,
    doc,
    source,
    variant,
    variantSettings,
    settings,
  }));
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
  return FAULT_TYPES.filter(isFaultType).map((type) => ({
    type,
    undo: undoVerb(type),
    fields: fieldNames(type),
  }));
}

export function listInvariants(): readonly InvariantInfo[] {
  return invariants.map(({ name, doc }) => ({ name, doc }));
}

/** Settings and schedule of a seed, without running anything. */
export function planScenario(scenario: string | Scenario, options: RunOptions): RunPlan {
  const { scenario: found, variant, resolved, schedule } = prepareRun(scenario, options);
  return {
    scenario: found.name,
    seed: options.seed,
    variant: variant.name,
    settings: resolved.settings,
    given: resolved.given,
    from: resolved.from,
    schedule,
    scheduleHash: scheduleHash(schedule),
  };
}

/**
 * Runs it. Throws a `UsageError` for what was asked for wrongly, a `RunInterrupted` when its signal aborts; whatever goes wrong in the
 * run is in the result.
 */
export async function runScenario(scenario: string | Scenario, options: RunOptions): Promise<RunResult> {
  return toRunResult(await runPrepared(prepareRun(scenario, options), wallNowMs));
}

function wallNowMs(): number {
  return performance.now();
}

function fieldNames(type: FaultType): readonly string[] {
  return [...fieldsOf(type)].map(([name, { optional }]) => (optional ? `${name}?` : name));
}

/** The ids of all claims that can be settled, in their order. */
export function listVerdicts(): readonly string[] {
  return rows.map(({ id }) => id);
}

/** Settles one claim of the documents by running what it takes. Throws a `UsageError` for an id that is none. */
export async function settleVerdict(id: string): Promise<VerdictOutcome> {
  const row = rows.find((candidate) => candidate.id === id);
  if (row === undefined) throw new UsageError(unknownName('verdict', id, listVerdicts()));
  return settleRow(row, runScenario);
}

/** The layer as one value, for the command line. */
export const layer: ScenarioLayer<Scenario> = {
  listScenarios,
  listVariants,
  listFaults,
  listInvariants,
  planScenario,
  runScenario,
  listVerdicts,
  settleVerdict,
};
