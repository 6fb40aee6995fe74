/**
 * Property-based tests of the broker, and of systems of one's own, with fast-check.
 *
 * ```
 * await fc.assert(stallgrindProperty('leader-loss', { capsules: 'corpus' }), { numRuns: 25 });
 * ```
 *
 * @packageDocumentation
 */
export { casesOf, type CaseOptions, type StallgrindCase } from './cases.js';
export {
  clusterShapes,
  faultSchedules,
  settingsOf,
  workloads,
  type ClusterShape,
  type SettingsOptions,
  type ShapeOptions,
  type Stage,
} from './parts.js';
export { assertSmallest, type SmallestOptions } from './smallest.js';
export { stallgrindProperty, type PropertyOptions, type StallgrindProperty } from './property.js';
export type { SwarmMode } from '../../../scenarios/swarm/stages.js';
export { stepsOf, type StepsOptions } from './steps.js';
export type { HasArgs } from '../../../scenarios/harness/steps/commands.js';
export { corpus, type CorpusCase, type CorpusOptions } from '../corpus.js';
export { ScenarioFailed } from '../failure.js';
export { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
export type { Variant } from '../../../broker-core/historic/presets.js';
export type { App } from '../../../scenarios/harness/definition/app.js';
export type { Invariant } from '../../../scenarios/harness/definition/invariant.js';
export type { Additions } from '../../../scenarios/harness/definition/registry.js';
export type { Scenario } from '../../../scenarios/harness/definition/scenario.js';
export type { RunResult } from '../../../scenarios/harness/result/run-result.js';
export type { Knobs, SettingValue } from '../../../scenarios/harness/settings/areas/knob.js';
export type {
  GivenSettings,
  KnobName,
  UncheckedSettings,
} from '../../../scenarios/harness/settings/table.js';
export type { FaultSchedule, FaultType } from '../../../sim/faults/entry.js';
