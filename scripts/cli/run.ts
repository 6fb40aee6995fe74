/** `run`: one run of a scenario. */
import type { Command } from 'commander';
import { toJson } from '../../reports/json.js';
import { idleSentences } from '../../reports/run/faults.js';
import { runReport } from '../../reports/run/run-report.js';
import { chromeTrace } from '../../reports/trace/chrome-trace.js';
import type { CausesKept, EventStretch, RunOptions } from '../../scenarios/harness/definition/api.js';
import { SWARM } from '../../scenarios/harness/definition/swarming.js';
import { makeCapsule } from '../../scenarios/harness/result/capsule.js';
import { withFaultsFile } from '../../scenarios/harness/result/replay-line.js';
import { runDocument } from '../../scenarios/harness/result/to-run-result.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { parseAssignments } from '../../scenarios/harness/settings/assignments.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { printPlan } from './plan.js';
import { exitCodeOf } from './support/exit-code.js';
import { readFaults, writeWholeFile } from './support/files.js';
import { explained, VERDICT_CODES } from './support/help.js';
import type { CommandContext } from './support/io.js';
import {
  collect,
  EXPECT_HELP,
  ONLY_HELP,
  UNBOUNDED_HELP,
  parseExpectations,
  parseSeed,
  SEED_DEFAULT,
} from './support/options.js';
import {
  checkOutFiles,
  deliverReport,
  doAll,
  tellLines,
  REQUIRE_EFFECTS,
  tellIdleFaults,
  tellReplay,
  warnOfUnread,
  type EffectsOptions,
  type OutputOptions,
} from './support/output.js';
import { stamping } from './support/program.js';
import {
  refuseSwarmOptions,
  asAskedOfSwarm,
  swarmOptionsOf,
  type SwarmCommandOptions,
} from './sweep/tasks.js';
import { runTwice } from './support/same-faults.js';

interface RunCommandOptions extends OutputOptions, EffectsOptions, SwarmCommandOptions {
  readonly seed: string;
  readonly set: readonly string[];
  readonly expect: readonly string[];
  readonly variant?: string;
  readonly faults?: string;
  readonly dry?: boolean;
  readonly all?: boolean;
  readonly requests?: boolean;
  readonly twice?: boolean;
  readonly trace?: string;
  readonly capsule?: string;
}

export function addRun(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('run'), {
    examples: ['run leader-loss --seed 7', 'run leader-loss --set cluster.nodes=5 --dry'],
    exitCodes: VERDICT_CODES,
  })
    .description('run a scenario once')
    .argument('<scenario>', 'name, as `list scenarios` gives it, or swarm: what that seed draws')
    .option('--seed <n>', 'integer 0..2^32-1', SEED_DEFAULT)
    .option('--variant <name>', 'preset, as `list variants` gives it (default: the scenario’s own)')
    .option('--set <knob=value>', 'override a knob, as `list knobs` gives it; may be repeated', collect, [])
    .option('--only <scenario>', ONLY_HELP, collect, [])
    .option('--unbounded', UNBOUNDED_HELP)
    .option('--faults <file>', 'JSON of a schedule of faults, or of a plan, result or capsule that holds one')
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option(...REQUIRE_EFFECTS)
    .option('--dry', 'print settings and schedule, and run nothing; --out writes them too')
    .option('--all', 'with --dry: the knobs at their default too')
    .option('--twice', 'run twice and compare every event')
    .option('--requests', 'every request and note in the report')
    .option('--trace <file>', 'write a trace for Perfetto or chrome://tracing')
    .option('--capsule <file>', 'write a capsule, for `replay`')
    .option('--out <file>', 'write the report, as .json, .md or .txt')
    .option('--json', 'one JSON document on stdout')
    .action(async (scenario: string, _options: unknown, command: Command) => {
      end(await runOrPlan(scenario, command.optsWithGlobals<RunCommandOptions>(), context));
    });
}

async function runOrPlan(
  named: string,
  options: RunCommandOptions,
  context: CommandContext,
): Promise<number> {
  checkOutFiles({ out: options.out, trace: options.trace, capsule: options.capsule });
  if (options.dry === true) checkDry(options);
  else if (options.all === true) throw new UsageError('--all is for --dry, which lists the settings');
  const { scenario, ...planned } = asked(named, options, context);
  const runOptions = { ...planned, signal: context.interrupt };
  if (options.dry === true)
    return printPlan(context, options, context.layer.planScenario(scenario, runOptions));
  const runOnce = (logEvents: EventStretch | null): Promise<RunResult> =>
    context.layer.runScenario(scenario, logEvents === null ? runOptions : { ...runOptions, logEvents });
  const run = await (options.twice === true ? runTwice(runOnce) : runOnce(null));
  const result = replayable(run, named, options, context);
  deliver(result, options, context);
  if (options.twice === true && result.verdict !== 'nondeterministic')
    context.io.stderr(`run twice: ${String(result.events)} events, all equal\n`);
  // What can never be is a mistake in the schedule, whatever is required of the rest.
  const isMistaken = result.faults.some(({ impossible }) => impossible === true);
  const required = { requireEffects: options.requireEffects === true || isMistaken };
  return tellIdleFaults(context.io, required, idleSentences(result), exitCodeOf(result.countsAs));
}

/** With a replay line that can be typed. */
function replayable(
  run: RunResult,
  named: string,
  options: RunCommandOptions,
  { layer }: CommandContext,
): RunResult {
  if (named === SWARM) {
    const swarm = swarmOptionsOf(options, layer.listScenarios());
    return asAskedOfSwarm(run, { seed: run.seed, swarm, tries: null });
  }
  return options.faults === undefined ? run : withFaultsFile(run, options.faults);
}

/** A dry run has a report, which `--out` takes, and refuses what only a run can give. */
function checkDry(options: RunCommandOptions): void {
  const asked = (['trace', 'capsule', 'twice', 'requests'] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (asked.length === 0) return;
  throw new UsageError(`--dry runs nothing, so it has no ${asked.map((name) => `--${name}`).join(', ')}`);
}

interface AskedRun extends RunOptions {
  readonly scenario: string;
}

function asked(named: string, options: RunCommandOptions, context: CommandContext): AskedRun {
  return named === SWARM ? askedOfSwarm(options, context) : askedByName(named, options, context);
}

/** The replay line names the seed of the swarm: nobody has the file of its faults. */
function askedOfSwarm(options: RunCommandOptions, { layer }: CommandContext): AskedRun {
  if (options.faults !== undefined)
    throw new UsageError(`--faults: a seed of ${SWARM} draws them; run a scenario by its name`);
  const run = layer.planSwarm(parseSeed(options.seed), swarmOptionsOf(options, layer.listScenarios()));
  return { ...run, causes: causesOf(options) };
}

function causesOf({ trace }: RunCommandOptions): CausesKept {
  return trace === undefined ? 'slowest' : 'all';
}

function askedByName(scenario: string, options: RunCommandOptions, { layer }: CommandContext): AskedRun {
  refuseSwarmOptions(options);
  const faults = readFaults(options.faults);
  return {
    scenario,
    seed: parseSeed(options.seed),
    set: parseAssignments(options.set, scenario, layer.listScenarios()),
    causes: causesOf(options),
    expects: parseExpectations(options.expect),
    ...(options.variant === undefined ? {} : { variant: options.variant }),
    ...(faults === undefined ? {} : { faults }),
  };
}

/** What cannot be written is told after the report, and is an error: nobody takes it for a whole one. */
function deliver(result: RunResult, options: RunCommandOptions, { io, layer }: CommandContext): void {
  const document = runDocument(result, { requests: options.requests === true });
  const report = { document, blocks: runReport(document) };
  const { trace, capsule } = options;
  doAll(
    () => {
      if (trace !== undefined) writeWholeFile(trace, chromeTrace(result));
    },
    () => {
      if (capsule !== undefined) writeWholeFile(capsule, toJson(stamping()(makeCapsule(result))));
    },
    () => deliverReport(io, options, report),
    () => warnOfUnread({ io, layer }, result.scenario, result.unread, 'this run'),
    () => {
      if (options.json === true) tellReplay(io, result);
      if (result.verdict === 'harnessError') tellLines(io, result.error.stack ?? result.error.message);
    },
  );
}
