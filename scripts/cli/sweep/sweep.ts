/** `sweep`: many seeds on all cores. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { toJson } from '../../../reports/json.js';
import { parseAssignments } from '../../../scenarios/harness/settings/assignments.js';
import { EXIT_INTERRUPTED, exitCodeOfAll } from '../support/exit-code.js';
import { makeFolder, writeWholeFile } from '../support/files.js';
import { explained } from '../support/help.js';
import type { CommandContext } from '../support/io.js';
import { collect, parseCount, parseJobs, parseSeeds, SEEDS_MAX } from '../support/options.js';
import { printReport, type OutputOptions } from '../support/output.js';
import { runPool } from '../support/pool.js';
import { warnOfUnread } from '../support/unread.js';
import { stamping } from '../support/program.js';
import { SWEEP_WORKER_URL } from '../support/installed.js';
import { createProgress } from '../support/progress.js';
import type { SeedOutcome, SeedTask } from './outcome.js';
import { sweepDocument, type SweepDocument } from './sweep-document.js';
import { sweepReport } from './sweep-report.js';

interface SweepCommandOptions extends OutputOptions {
  readonly seeds: string;
  readonly set: readonly string[];
  readonly variant?: string;
  readonly jobs?: string;
  readonly stopAfter?: string;
  readonly out?: string;
}

export function addSweep(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('sweep'), {
    examples: ['sweep leader-loss --seeds 1..100', 'sweep --seeds 1..20 --stop-after 1 --out failures'],
    exitCodes: {
      0: 'every run passed',
      2: 'an invariant was violated',
      3: 'stalled: no progress, or a bound was hit',
      4: 'not deterministic',
      130: 'Ctrl-C; what was done by then is reported',
    },
  })
    .description('run many seeds, on all cores')
    .argument('[scenario]', 'name, as `list scenarios` gives it (default: every one of them)')
    .requiredOption('--seeds <range>', '1..10000, or 3,5,8')
    .option('--variant <name>', 'preset (default: each scenario’s own)')
    .option('--set <knob=value>', 'override a knob in every run; may be repeated', collect, [])
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--stop-after <n>', 'stop after so many runs that did not pass')
    .option('--out <folder>', 'write a capsule for each run that did not pass')
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
  const { outcomes, ended } = await runTasks(tasks, { jobs, failuresMax }, context);
  const document = sweepDocument(outcomes, {
    scenarios: [...new Set(tasks.map((task) => task.scenario))],
    seedsAsked: tasks.length,
    ended,
    capsules: options.out === undefined ? [] : writeCapsules(options.out, outcomes),
    wallMs: performance.now() - startMs,
  });
  printReport(context.io, options, { document, blocks: sweepReport(document) });
  warnOfUnread(context, scenario ?? null, document.unread, 'these runs');
  if (ended === 'interrupted') return EXIT_INTERRUPTED;
  return exitCodeOfAll(outcomes.map(({ verdict }) => verdict));
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
  const shared = { set, ...(options.variant === undefined ? {} : { variant: options.variant }) };
  const names = scenario === undefined ? scenarios.map(({ name }) => name) : [scenario];
  for (const name of names) layer.planScenario(name, { ...shared, seed: seeds[0] ?? 0 });
  return names.flatMap((name) => seeds.map((seed) => ({ ...shared, scenario: name, seed, layerSource })));
}

interface SweepLimits {
  readonly jobs: number;
  readonly failuresMax: number;
}

interface SweepRuns {
  readonly outcomes: readonly SeedOutcome[];
  readonly ended: SweepDocument['ended'];
}

async function runTasks(
  tasks: readonly SeedTask[],
  limits: SweepLimits,
  { io, interrupt }: CommandContext,
): Promise<SweepRuns> {
  const outcomes: SeedOutcome[] = [];
  const progress = createProgress(io);
  let failures = 0;
  const onOutcome = (outcome: SeedOutcome): void => {
    outcomes.push(outcome);
    if (outcome.verdict !== 'passed') failures += 1;
    progress.update(outcomes.length, tasks.length, `${failures} did not pass`);
  };
  const isStopped = (): boolean => failures >= limits.failuresMax;
  try {
    const { jobs } = limits;
    await runPool<SeedTask, SeedOutcome>({
      workerUrl: SWEEP_WORKER_URL,
      tasks,
      jobs,
      onOutcome,
      isStopped,
      interrupt,
    });
  } finally {
    progress.end();
  }
  return {
    outcomes: inOrder(outcomes, tasks),
    ended: endOf(outcomes.length === tasks.length, interrupt.aborted),
  };
}

function endOf(isAll: boolean, isInterrupted: boolean): SweepDocument['ended'] {
  if (isAll) return 'complete';
  return isInterrupted ? 'interrupted' : 'stopped';
}

function inOrder(outcomes: readonly SeedOutcome[], tasks: readonly SeedTask[]): readonly SeedOutcome[] {
  const places = new Map(tasks.map(({ scenario, seed }, place) => [`${scenario} ${seed}`, place]));
  const placeOf = ({ scenario, seed }: SeedOutcome): number => places.get(`${scenario} ${seed}`) ?? 0;
  return [...outcomes].sort((a, b) => placeOf(a) - placeOf(b));
}

/** `DIR/leader-loss-17.json`. */
function writeCapsules(folder: string, outcomes: readonly SeedOutcome[]): readonly string[] {
  const stamp = stamping();
  return outcomes.flatMap(({ scenario, seed, capsule }) => {
    if (capsule === null) return [];
    const file = join(folder, `${scenario}-${seed}.json`);
    writeWholeFile(file, toJson(stamp(capsule)));
    return [file];
  });
}
