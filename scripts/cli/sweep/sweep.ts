/** `sweep`: many seeds on all cores, of a scenario, of all of them, or of a swarm; in parts, if need be. */
import type { Command } from 'commander';
import { makeFolder } from '../support/files.js';
import { explained, VERDICT_CODES } from '../support/help.js';
import { SWEEP_WORKER_URL } from '../support/installed.js';
import type { CommandContext } from '../support/io.js';
import {
  collect,
  EXPECT_HELP,
  GUIDED_HELP,
  ONLY_HELP,
  parseCount,
  parseJobs,
  SEEDS_MAX,
  UNBOUNDED_HELP,
} from '../support/options.js';
import { checkOutFiles, REQUIRE_EFFECTS, type EffectsOptions } from '../support/output.js';
import { runPool } from '../support/pool.js';
import { capsuleKeeper } from './capsule-keeper.js';
import { deliver, REPORT, type ReportOptions } from './deliver.js';
import { openJournal } from './journal.js';
import { addMerge } from './merge.js';
import { printSweepPlan } from './plan.js';
import { isOfShard, parseShard } from './shard.js';
import { sweepDocument, type SweepDocument } from './sweep-report.js';
import { SweepTally } from './tally.js';
import { planSweep, type TaskOptions } from './tasks.js';
import type { SeedTask } from './task.js';
import type { SeedOutcome } from './worker.js';

interface SweepCommandOptions extends TaskOptions, ReportOptions, EffectsOptions {
  readonly jobs?: string;
  readonly stopAfter?: string;
  readonly shard?: string;
  readonly resume?: boolean;
  readonly dry?: boolean;
}

export function addSweep(program: Command, context: CommandContext, end: (code: number) => void): void {
  const command = explained(program.command('sweep'), {
    examples: [
      'sweep leader-loss --seeds 1..100 --stop-after 1',
      'sweep swarm --seeds 1..30 --shard 3/16 --out failures',
    ],
    exitCodes: { ...VERDICT_CODES, 0: 'every run passed', 130: 'Ctrl-C; what was done by then is reported' },
  })
    .description('run many seeds, on all cores')
    .argument(
      '[scenario]',
      'name, as `list scenarios` gives it, or swarm: random runs of all (default: each)',
    )
    .option('--seeds <range>', '1..10000, or 3,5,8; there is no default')
    .option('--variant <name>', 'preset (default: each scenario’s own; of a swarm reference)')
    .option('--set <knob=value>', 'override a knob in every run; may be repeated', collect, [])
    .option('--only <scenario>', ONLY_HELP, collect, [])
    .option('--unbounded', UNBOUNDED_HELP)
    .option('--guided [n]', GUIDED_HELP)
    .option(
      '--symptom <what>',
      "what to look for besides, as shrink has it: 'createTopic.max>=20s', finding:lost-wakeup; a run that has it did not pass",
    )
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option(...REQUIRE_EFFECTS)
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--stop-after <n>', 'stop after so many runs that did not pass')
    .option(
      '--shard <i/n>',
      'run the i-th part of n, or auto or auto/n: as this machine is numbered by its fleet',
    )
    .option('--resume', 'go on with the sweep in the folder of --out')
    .option('--dry', 'print what each seed would run, and run nothing')
    .option(
      '--out <folder>',
      'write a journal, and a capsule for each run that did not pass, or did what was expected',
    )
    .option(...REPORT)
    .option('--json', 'one JSON document on stdout')
    .action(async (scenario: string | undefined, _options: unknown, called: Command) => {
      end(await sweep(scenario, called.optsWithGlobals<SweepCommandOptions>(), context));
    });
  addMerge(command, context, end);
}

async function sweep(
  subject: string | undefined,
  options: SweepCommandOptions,
  context: CommandContext,
): Promise<number> {
  const plan = planSweep(subject, options, context);
  const shard = parseShard(options.shard, context.io.env);
  const mine = plan.tasks.filter(({ place }) => isOfShard(place, shard));
  if (options.dry === true) return printSweepPlan(mine, options, context);
  const jobs = parseJobs(options.jobs);
  const failuresMax =
    options.stopAfter === undefined ? Infinity : parseCount('--stop-after', options.stopAfter, SEEDS_MAX);
  checkOutFiles({ out: options.report });
  if (options.out !== undefined) makeFolder(options.out);
  const tally = new SweepTally();
  const { command, subject: words, scenarios } = plan;
  const asked = { command, subject: words, scenarios, runCount: plan.tasks.length };
  const journal = openJournal(options.out, { asked, shard, isResumed: options.resume === true });
  const done = new Set(journal.before.map(({ place }) => place));
  for (const outcome of journal.before) tally.add(outcome);
  const startMs = context.io.nowMs();
  const capsules = capsuleKeeper(options.out);
  const keep = ({ capsule, ...outcome }: SeedOutcome, capsuleFile: string | null): void => {
    const kept = { ...outcome, capsuleFile };
    tally.add(kept);
    // A run whose capsule could not be written is not in the journal, so that --resume runs it again. 1. The
    // disk is full: no room for a capsule; 2. for a line of the journal there is; 3. resumed, the run counted
    // as done.
    if (options.out === undefined || capsule === null || capsuleFile !== null) journal.add(kept);
  };
  await runTasks(
    { tasks: mine.filter(({ place }) => !done.has(place)), jobs, failuresMax, tally },
    (outcome) => keep(outcome, capsules.keep(outcome)),
    context,
  );
  const ended = endOf(tally.outcomeCount === mine.length, context.interrupt.aborted);
  const wallMs = context.io.nowMs() - startMs;
  journal.end(wallMs, ended === 'complete' && capsules.problems.length === 0);
  const document = sweepDocument(tally, {
    subject: plan.subject,
    scenarios: plan.scenarios,
    seedsAsked: mine.length,
    ended,
    folder: options.out,
    wallMs: journal.wallMsBefore + wallMs,
  });
  const problems = [...capsules.problems, ...journal.problems];
  return deliver(document, tally, { options, subject: subject ?? null, problems }, context);
}

interface Work {
  readonly tasks: readonly SeedTask[];
  readonly jobs: number;
  readonly failuresMax: number;
  /** Takes in what is kept. */
  readonly tally: SweepTally;
}

async function runTasks(
  { tasks, jobs, failuresMax, tally }: Work,
  keep: (outcome: SeedOutcome) => void,
  context: CommandContext,
): Promise<void> {
  if (tasks.length === 0) return;
  const onOutcome = (outcome: SeedOutcome): string => {
    keep(outcome);
    return `${tally.failureCount} did not pass`;
  };
  const isStopped = (): boolean => tally.failureCount >= failuresMax;
  await runPool({ workerUrl: SWEEP_WORKER_URL, tasks, jobs, onOutcome, isStopped }, context);
}

function endOf(isAll: boolean, isInterrupted: boolean): SweepDocument['ended'] {
  if (isAll) return 'complete';
  return isInterrupted ? 'interrupted' : 'stopped';
}
