/** `sweep`: many seeds on all cores. */
import type { Command } from 'commander';
import { counted } from '../../../reports/blocks/format.js';
import { impossibleInAll } from '../../../reports/run/faults.js';
import { parseAssignments } from '../../../scenarios/harness/settings/assignments.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { EXIT_INTERRUPTED, exitCodeOfAll } from '../support/exit-code.js';
import { makeFolder } from '../support/files.js';
import { explained, VERDICT_CODES } from '../support/help.js';
import type { CommandContext } from '../support/io.js';
import {
  collect,
  EXPECT_HELP,
  parseCount,
  parseExpectations,
  parseJobs,
  parseSeeds,
  SEEDS_MAX,
} from '../support/options.js';
import {
  printReport,
  REQUIRE_EFFECTS,
  tellIdleFaults,
  warnOfUnread,
  type EffectsOptions,
  type OutputOptions,
} from '../support/output.js';
import { runPool } from '../support/pool.js';
import { SWEEP_WORKER_URL } from '../support/installed.js';
import type { SeedOutcome, SeedTask } from './worker.js';
import { capsuleKeeper } from './capsule-keeper.js';
import { sweepDocument, sweepReport, type SweepDocument } from './sweep-report.js';

interface SweepCommandOptions extends OutputOptions, EffectsOptions {
  readonly seeds: string;
  readonly set: readonly string[];
  readonly expect: readonly string[];
  readonly variant?: string;
  readonly jobs?: string;
  readonly stopAfter?: string;
}

export function addSweep(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('sweep'), {
    examples: ['sweep leader-loss --seeds 1..100', 'sweep --seeds 1..20 --stop-after 1 --out failures'],
    exitCodes: { ...VERDICT_CODES, 0: 'every run passed', 130: 'Ctrl-C; what was done by then is reported' },
  })
    .description('run many seeds, on all cores')
    .argument('[scenario]', 'name, as `list scenarios` gives it (default: every one of them)')
    .requiredOption('--seeds <range>', '1..10000, or 3,5,8')
    .option('--variant <name>', 'preset (default: each scenario’s own)')
    .option('--set <knob=value>', 'override a knob in every run; may be repeated', collect, [])
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option(...REQUIRE_EFFECTS)
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--stop-after <n>', 'stop after so many runs that did not pass')
    .option('--out <folder>', 'write a capsule for each run that did not pass, or did what was expected')
    .option('--json', 'one JSON document on stdout')
    .action(async (scenario: string | undefined, _options: unknown, command: Command) => {
      end(await sweep(scenario, command.optsWithGlobals<SweepCommandOptions>(), context));
    });
}

async function sweep(
  scenario: string | undefined,
  options: SweepCommandOptions,
  context: CommandContext,
): Promise<number> {
  const tasks = tasksOf(scenario, options, context);
  const jobs = parseJobs(options.jobs);
  const failuresMax =
    options.stopAfter === undefined ? Infinity : parseCount('--stop-after', options.stopAfter, SEEDS_MAX);
  if (options.out !== undefined) makeFolder(options.out);
  const startMs = performance.now();
  const capsules = capsuleKeeper(options.out);
  const outcomes = await runTasks(tasks, { jobs, failuresMax, keep: capsules.keep }, context);
  const ended = endOf(outcomes.length === tasks.length, context.interrupt.aborted);
  const document = sweepDocument(outcomes, {
    scenarios: [...new Set(tasks.map((task) => task.scenario))],
    seedsAsked: tasks.length,
    ended,
    capsules: capsules.written(outcomes),
    wallMs: performance.now() - startMs,
  });
  printReport(context.io, options, { document, blocks: sweepReport(document) });
  warnOfUnread(context, scenario ?? null, document.unread, 'these runs');
  if (capsules.problems.length > 0) throw new UsageError(...capsules.problems);
  if (ended === 'interrupted') return EXIT_INTERRUPTED;
  const code = exitCodeOfAll(outcomes.map(({ countsAs }) => countsAs));
  const mistaken = tellIdleFaults(context.io, { requireEffects: true }, neverPossible(outcomes), code);
  return tellIdleFaults(context.io, options, neverEffective(document, options), mistaken);
}

/** Of each scenario, the faults that none of its runs could have had. */
function neverPossible(outcomes: readonly SeedOutcome[]): readonly string[] {
  const ran = outcomes.filter(({ events }) => events > 0);
  return [...new Set(ran.map(({ scenario }) => scenario))].flatMap((scenario) => {
    const runs = ran.filter((outcome) => outcome.scenario === scenario);
    const impossible = runs.map(({ faultsImpossible }) => new Map(Object.entries(faultsImpossible)));
    return impossibleInAll(impossible).map((sentence) => `${scenario}: ${sentence}`);
  });
}

/** Nothing runs unless every scenario can with what was asked for. */
function tasksOf(
  scenario: string | undefined,
  options: SweepCommandOptions,
  context: CommandContext,
): readonly SeedTask[] {
  const { layer, layerSource } = context;
  const seeds = parseSeeds(options.seeds);
  const scenarios = layer.listScenarios();
  const set = parseAssignments(options.set, scenario ?? null, scenarios);
  const expects = parseExpectations(options.expect);
  const shared = { set, expects, ...(options.variant === undefined ? {} : { variant: options.variant }) };
  const names = scenario === undefined ? scenarios.map(({ name }) => name) : [scenario];
  for (const name of names) layer.planScenario(name, { ...shared, seed: seeds[0] ?? 0 });
  return names.flatMap((name) => seeds.map((seed) => ({ ...shared, scenario: name, seed, layerSource })));
}

interface HowToRun {
  readonly jobs: number;
  readonly failuresMax: number;
  /** Called with each outcome as it comes. */
  readonly keep: (outcome: SeedOutcome) => void;
}

/** In the order of the tasks. */
async function runTasks(
  tasks: readonly SeedTask[],
  { jobs, failuresMax, keep }: HowToRun,
  context: CommandContext,
): Promise<readonly SeedOutcome[]> {
  const outcomes: SeedOutcome[] = [];
  let failures = 0;
  const onOutcome = (outcome: SeedOutcome): string => {
    outcomes.push(outcome);
    keep(outcome);
    if (outcome.countsAs !== 'passed') failures += 1;
    return `${failures} did not pass`;
  };
  const isStopped = (): boolean => failures >= failuresMax;
  await runPool({ workerUrl: SWEEP_WORKER_URL, tasks, jobs, onOutcome, isStopped }, context);
  const places = new Map(tasks.map(({ scenario, seed }, place) => [`${scenario} ${seed}`, place]));
  const placeOf = ({ scenario, seed }: SeedOutcome): number => places.get(`${scenario} ${seed}`) ?? 0;
  return outcomes.sort((a, b) => placeOf(a) - placeOf(b));
}

function endOf(isAll: boolean, isInterrupted: boolean): SweepDocument['ended'] {
  if (isAll) return 'complete';
  return isInterrupted ? 'interrupted' : 'stopped';
}

/**
 * By default the types of faults that changed nothing in any run: in one run of many a load may be done
 * before a fault is due. Where effects are required, each that had none.
 */
function neverEffective(
  { faultsEffective, faultsWithoutEffect }: SweepDocument,
  { requireEffects = false }: EffectsOptions,
): readonly string[] {
  return Object.entries(faultsWithoutEffect)
    .filter(([type]) => requireEffects || (faultsEffective[type] ?? 0) === 0)
    .map(([type, count]) => `${type} had no effect in ${counted(count, 'case')}`);
}
