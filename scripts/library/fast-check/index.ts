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
/** What scenarios, systems and results are made of, as from the package itself. */
export type * from '../index.js';
