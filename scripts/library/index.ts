/**
 * Runs a Kafka-style broker core under a virtual clock, a simulated network, disk and processor, and a seeded
 * schedule of faults.
 *
 * @packageDocumentation
 */
export {
  listFaults,
  listInvariants,
  listScenarios,
  listVariants,
  planScenario,
  runScenario,
  RunInterrupted,
} from '../../scenarios/index.js';
export {
  listKnobs,
  type KnobInfo,
  type GivenSettings,
  type KnobName,
  type KNOBS,
  type SettingOverrides,
  type Settings,
  type SettingsWith,
  type UncheckedSettings,
} from '../../scenarios/harness/settings/table.js';
export {
  choice,
  flag,
  int,
  number,
  optionalChoice,
  optionalFlag,
  optionalInt,
  text,
} from '../../scenarios/harness/settings/areas/knob.js';
export {
  commandOf,
  steps,
  type Command as ModelCommand,
  type Commands as ModelCommands,
  type CommandWith,
  type HasArgs,
} from '../../scenarios/harness/steps/commands.js';
export { modelRun, type ModelRun, type ModelRunOptions } from '../../scenarios/harness/steps/model-run.js';
export { modelCommands } from '../../scenarios/catalog/model-commands.js';
export { MODEL_COMMANDS, type ModelSession } from '../../scenarios/catalog/workloads/model-load.js';
export type {
  BrokerModel,
  PartitionModel,
  Place as ModelPlace,
  TopicModel,
} from '../../scenarios/catalog/workloads/model-of-broker.js';
export { UsageError } from '../../scenarios/harness/settings/usage-error.js';
export { parseSchedule, type ParsedSchedule } from '../../sim/faults/parse.js';
export type * from '../../sim/faults/entry.js';
export { assertScenario, type AssertOptions } from './assert-scenario.js';
export { corpus, type CorpusCase, type CorpusOptions } from './corpus.js';
export { ScenarioFailed } from './failure.js';
export {
  defineApp,
  defineConfig,
  defineInvariant,
  defineScenario,
  defineVariant,
  type VariantDefinition,
} from './define.js';

export { together } from '../../scenarios/catalog/workloads/together.js';
export { produceLoad, type ProduceLoad } from '../../scenarios/catalog/workloads/produce-load.js';
export { consumeLoad, type ConsumeLoad } from '../../scenarios/catalog/workloads/consume-load.js';
export { createTopicLoad } from '../../scenarios/catalog/workloads/create-topic.js';
export {
  createTopicsLoad,
  type CreationPlan,
  type PlannedCreation,
} from '../../scenarios/catalog/workloads/create-topics.js';
export { asked, LED, others, topicReady } from '../../scenarios/catalog/words/cluster.js';
export { drawnCrash, drawnSpan, pick, type Draw, type Window } from '../../scenarios/catalog/words/draws.js';
export {
  atStart,
  cutOff,
  on,
  powerLost,
  quorumAway,
  syncsStall,
  type Span,
} from '../../scenarios/catalog/words/faults.js';

export type * from '../../scenarios/harness/definition/api.js';
export type * from '../../scenarios/harness/definition/app.js';
export type * from '../../scenarios/harness/definition/invariant.js';
export type { Damages } from '../../scenarios/harness/definition/damages.js';
export type { DiskOptions, SimulatedDisk } from '../../sim/machine/disk/disk.js';
export type { DiskFaults, FailOptions, FullOptions, StallOptions } from '../../sim/machine/disk/faults.js';
export type { DiskStats } from '../../sim/machine/disk/front.js';
export type { EventKind, Life, Piece, Scheduled, Scheduler } from '../../sim/kernel/types.js';
export type { Survival } from '../../sim/machine/disk/survival.js';
export type { FaultCounter } from '../../sim/machine/fault-list.js';
export type { StruckFault } from '../../sim/faults/struck.js';
export type { Verdict, VERDICTS } from '../../scenarios/harness/result/verdict.js';
export type { Additions } from '../../scenarios/harness/definition/registry.js';
export type * from '../../scenarios/harness/definition/scenario.js';
export type * from '../../scenarios/harness/definition/measure.js';
export type { Swarming } from '../../scenarios/harness/definition/swarming.js';
export type * from '../../scenarios/harness/result/evidence.js';
export type { BenchmarkToolFigures } from '../../scenarios/harness/result/benchmark-tool.js';
export type { LatencyFigures } from '../../scenarios/harness/result/latency.js';
export type * from '../../scenarios/harness/result/names.js';
export type { Remark } from '../../scenarios/harness/result/remarks.js';
export type * from '../../scenarios/harness/result/run-result.js';
export type * from '../../scenarios/harness/settings/areas/knob.js';
export type {
  ResolvedSettings,
  SettingLayer,
  SettingLayers,
} from '../../scenarios/harness/settings/resolve.js';
export type { FindingCounter, RecordedFinding } from '../../sim/cause/recorder.js';
export type { Blocked } from '../../sim/cause/timeouts.js';
export type { ScheduleContext, Vocabulary } from '../../sim/faults/checks.js';
export type { FaultReport } from '../../sim/faults/outcome.js';
export type { DiskConfig } from '../../sim/machine/disk/config.js';
export type { Distribution } from '../../sim/random/distribution.js';
export type { Boot, NodeOptions } from '../../sim/world/node.js';
export type { DeclaredSometimes, SayingSometimes, SometimesCount } from '../../sim/world/sometimes.js';
export type * from './broker.js';
export type { Strategies } from '../../broker-core/broker/strategies.js';
export type { Variant } from '../../broker-core/historic/presets.js';
export type { VariantStrategies } from '../../broker-core/historic/strategies.js';
export type { Ctx } from '../../broker-core/runtime/task.js';
