/** The scenario layer with all that is in it: broker, catalog, oracles, verdicts. */
import type { TraceNames } from '../broker-core/env.js';
import { presets } from '../broker-core/historic/presets.js';
import { catalog } from './catalog/catalog.js';
import type {
  FaultInfo,
  InvariantInfo,
  RunOptions,
  RunPlan,
  ScenarioInfo,
  VariantInfo,
} from './harness/definition/api.js';
import type { App } from './harness/definition/app.js';
import { extend, type Registry } from './harness/definition/registry.js';
import type { RunResult } from './harness/result/run-result.js';
import type { Scenario } from './harness/definition/scenario.js';
import { createLayer, type ScenarioLayer } from './layer.js';
import { invariants } from './oracles/all.js';
import { scouts } from './oracles/scouts/all.js';
import { rows } from './verdicts/rows/rows.js';

export type { Scenario } from './harness/definition/scenario.js';
export type { RunResult } from './harness/result/run-result.js';
export { RunInterrupted } from './harness/run/interrupted.js';
export type { RunOptions, RunPlan } from './harness/definition/api.js';

export const builtIn: Registry = { scenarios: catalog, variants: presets, invariants, scouts };

export const layer: ScenarioLayer = createLayer(builtIn, rows);

/** The same with what a config file brings. Throws a `UsageError` for what is wrong with that. */
export function layerWith(additions: unknown): ScenarioLayer {
  // The claims are about what is built in, whatever else is held here.
  return {
    ...createLayer(extend(builtIn, additions), rows),
    settleVerdict: (id) => layer.settleVerdict(id),
  };
}

export function listScenarios(): readonly ScenarioInfo[] {
  return layer.listScenarios();
}

export function listVariants(): readonly VariantInfo[] {
  return layer.listVariants();
}

export function listFaults(): readonly FaultInfo[] {
  return layer.listFaults();
}

export function listInvariants(): readonly InvariantInfo[] {
  return layer.listInvariants();
}

/** Settings and schedule of a seed; runs nothing. Throws a `UsageError` for a wrong request. */
export function planScenario(scenario: string | Scenario | App, options: RunOptions): RunPlan {
  return layer.planScenario(scenario, options);
}

/**
 * Runs it. Rejects with a `UsageError` for what was asked for wrongly, a `RunInterrupted` when its signal
 * aborts; whatever goes wrong in the run is in the result.
 */
export function runScenario(scenario: string | Scenario, options: RunOptions): Promise<RunResult>;
export function runScenario(
  scenario: string | Scenario | App,
  options: RunOptions,
): Promise<RunResult<TraceNames>>;
export function runScenario(scenario: string | Scenario | App, options: RunOptions): Promise<RunResult> {
  return layer.runScenario(scenario, options);
}
