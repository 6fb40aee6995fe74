/**
 * What there is to run, as the command line and programs see it: look at it, plan a run, run it. Whatever is
 * wrong with what was asked for is thrown as a `UsageError`; nothing has run then. What goes wrong in a run
 * is in its result; only a run that was interrupted has none.
 */
import type { Variant } from '../broker-core/historic/presets.js';
import { choicesOf } from '../broker-core/historic/strategies.js';
import { seamNames } from '../broker-core/historic/table.js';
import type { FaultType } from '../sim/faults/entry.js';
import type { DeclaredSometimes } from '../sim/world/sometimes.js';
import { scheduleHash } from '../sim/faults/schedule-hash.js';
import { FAULT_TYPES, fieldsOf, isFaultType, timesOf, undoVerb } from '../sim/faults/verbs.js';
import type {
  FaultInfo,
  InvariantInfo,
  RunOptions,
  RunPlan,
  ScenarioInfo,
  VariantInfo,
} from './harness/definition/api.js';
import { variantsOf, type App } from './harness/definition/app.js';
import { isApp, type Registry } from './harness/definition/registry.js';
import type { RunResult } from './harness/result/run-result.js';
import { toRunResult } from './harness/result/to-run-result.js';
import { prepareRun } from './harness/run/prepare.js';
import { runPrepared } from './harness/run/run-scenario.js';
import type { Scenario } from './harness/definition/scenario.js';
import type { GivenSettings } from './harness/settings/table.js';
import { unknownName } from './harness/settings/unknown-name.js';
import { UsageError } from './harness/settings/usage-error.js';
import { guidedRuns } from './swarm/guided.js';
import { checkSwarm, swarmRun, type SwarmOptions, type SwarmRun } from './swarm/swarm.js';
import type { VerdictOutcome, VerdictRow } from './verdicts/row.js';
import { settleRow } from './verdicts/settle.js';

export interface ScenarioLayer {
  listScenarios(): readonly ScenarioInfo[];
  listVariants(): readonly VariantInfo[];
  listFaults(): readonly FaultInfo[];
  listInvariants(): readonly InvariantInfo[];
  /** What should be so in some run of a search. */
  listSometimes(): readonly InvariantInfo[];
  /** Settings and schedule of a seed, without running anything. */
  planScenario(scenario: string | Scenario | App, options: RunOptions): RunPlan;
  /** Rejects with a `RunInterrupted` when the signal of the options aborts. */
  runScenario(scenario: string | Scenario | App, options: RunOptions): Promise<RunResult>;
  /** What a seed of a swarm runs; nothing runs. */
  planSwarm(seed: number, options: SwarmOptions): SwarmRun;
  /** A seed of a swarm, and variations of it up to the first that fails; each run as it ends. */
  searchFrom(seed: number, tries: number, options: SwarmOptions): AsyncIterable<RunResult>;
  /** Ids of the claims of the documents that can be settled, in their order. */
  listVerdicts(): readonly string[];
  /** Settles one by running what it takes. */
  settleVerdict(id: string): Promise<VerdictOutcome>;
}

export function createLayer(registry: Registry, rows: readonly VerdictRow[]): ScenarioLayer {
  const runScenario: ScenarioLayer['runScenario'] = async (scenario, options) =>
    toRunResult(await runPrepared(prepareRun(registry, scenario, options), () => performance.now()));
  const listVerdicts = (): readonly string[] => rows.map(({ id }) => id);
  return {
    listScenarios: () => registry.scenarios.map(scenarioInfo),
    listVariants: () => [
      ...registry.variants.map(({ name, summary, source, settings }) => ({
        name,
        doc: summary,
        sources: source === '' ? [] : [source],
        settings,
      })),
      ...registry.scenarios.flatMap((scenario) => (isApp(scenario) ? variantInfos(scenario) : [])),
    ],
    listFaults: () =>
      FAULT_TYPES.filter(isFaultType).map((type) => ({
        type,
        undo: undoVerb(type),
        fields: fieldNames(type),
        times: timesOf(type),
      })),
    listInvariants: () => [
      ...registry.invariants.map(({ name, doc }) => ({ name, doc })),
      ...registry.scenarios.flatMap((scenario) => (isApp(scenario) ? invariantInfos(scenario) : [])),
    ],
    listSometimes: () => [
      ...[...(registry.scouts ?? []), ...registry.invariants].flatMap(({ sometimes }) =>
        sometimesInfos(sometimes),
      ),
      ...registry.scenarios.flatMap(({ name, sometimes }) => sometimesInfos(sometimes, `of ${name}: `)),
    ],
    planScenario(wanted, options) {
      const { scenario, variant, resolved, schedule, nodes, subject } = prepareRun(registry, wanted, options);
      const { settings, given, from } = resolved;
      const made = { schedule, scheduleHash: scheduleHash(schedule) };
      const seams = subject.type === 'app' ? {} : seamsOf(subject.variant, settings);
      return { scenario, seed: options.seed, variant, settings, given, from, seams, nodes, ...made };
    },
    planSwarm(seed, options) {
      checkSwarm(options, registry);
      return swarmRun(seed, options, registry);
    },
    searchFrom(seed, tries, options) {
      const run = (scenario: string, asked: RunOptions): Promise<RunResult> =>
        runScenario(scenario, { ...asked, causes: 'none' });
      return guidedRuns({ seed, tries, options, registry, run });
    },
    runScenario,
    listVerdicts,
    async settleVerdict(id) {
      const row = rows.find((candidate) => candidate.id === id);
      if (row === undefined) throw new UsageError(unknownName('verdict', id, listVerdicts()));
      return settleRow(row, runScenario);
    },
  };
}

function seamsOf({ strategies }: Variant, settings: GivenSettings): Readonly<Record<string, string>> {
  const ofVariant = choicesOf(strategies);
  const names = [...new Set([...seamNames, ...Object.keys(ofVariant)])];
  return Object.fromEntries(
    names.map((name) => [name, String(settings[name] ?? ofVariant[name] ?? REFERENCE)]),
  );
}

/** How the table calls the reference's own choice at each seam. */
const REFERENCE = 'reference';

function scenarioInfo(scenario: Scenario | App): ScenarioInfo {
  const { name, doc, source = '', settings = {}, knobs = {} } = scenario;
  const variant = isApp(scenario) ? variantsOf(scenario)[0].name : scenario.variant;
  const { variantSettings = {} } = isApp(scenario) ? {} : scenario;
  return { name, doc, source, variant, variantSettings, settings, knobs };
}

function variantInfos(app: App): readonly VariantInfo[] {
  return variantsOf(app).map(({ name, summary, settings }) => ({
    name,
    doc: `of ${app.name}: ${summary}`,
    sources: [],
    settings,
  }));
}

function invariantInfos(app: App): readonly InvariantInfo[] {
  return Object.entries(app.invariants).map(([name, says]) => ({ name, doc: `of ${app.name}: ${says}` }));
}

function sometimesInfos(declared: DeclaredSometimes = {}, whose = ''): readonly InvariantInfo[] {
  return Object.entries(declared).map(([name, says]) => ({ name, doc: `${whose}${says}` }));
}

function fieldNames(type: FaultType): readonly string[] {
  return [...fieldsOf(type)].map(([name, { optional }]) => (optional ? `${name}?` : name));
}
