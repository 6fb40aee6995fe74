/** `compare`: several variants on the same seeds, under the same faults. */
import type { Command } from 'commander';
import { counted } from '../../reports/blocks/format.js';
import { impossibleFaults, impossibleInAll } from '../../reports/run/faults.js';
import { compareReport } from '../../reports/compare/compare-report.js';
import type { RunPlan } from '../../scenarios/harness/definition/api.js';
import { differingAxes, type Side } from '../../scenarios/harness/compare/sides.js';
import { parseGate } from '../../scenarios/harness/compare/gate.js';
import { compareRuns, type VariantRuns } from '../../scenarios/harness/compare/compare.js';
import type { CompareDocument } from '../../scenarios/harness/compare/compare-document.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { RunInterrupted } from '../../scenarios/harness/run/interrupted.js';
import { parseAssignments } from '../../scenarios/harness/settings/assignments.js';
import {
  EXIT_ERROR,
  EXIT_GATE_FAILED,
  EXIT_INTERRUPTED,
  EXIT_OK,
  exitCodeOfAll,
} from './support/exit-code.js';
import { readFaults } from './support/files.js';
import { explained, VERDICT_CODES } from './support/help.js';
import type { CommandContext } from './support/io.js';
import { collect, EXPECT_HELP, parseExpectations, parseSeeds, parseSides } from './support/options.js';
import {
  checkOutFiles,
  deliverReport,
  REQUIRE_EFFECTS,
  tellIdleFaults,
  tellReplay,
  warnOfUnread,
  type EffectsOptions,
  type OutputOptions,
} from './support/output.js';
import { createProgress } from './support/pool.js';
import { optionsOf, runUnderSameFaults, type SameFaultsOptions } from './support/same-faults.js';

const SIDE_HELP =
  'a side: [name=]preset[,knob=value]..., such as a=poll-50ms,createWait.pollMs=10; may be repeated';

interface CompareCommandOptions extends OutputOptions, EffectsOptions {
  readonly variants?: string;
  readonly variant: readonly string[];
  readonly seeds: string;
  readonly set: readonly string[];
  readonly expect: readonly string[];
  readonly gate: readonly string[];
  readonly faults?: string;
}

export function addCompare(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('compare'), {
    examples: [
      'compare leader-loss --variants poll-50ms,reference --seeds 1..5',
      "compare steady-produce --variants notify,reference --gate 'p99<=+5%'",
    ],
    exitCodes: {
      ...VERDICT_CODES,
      0: 'every run passed or did as expected, and every gate passed',
      5: 'a gate failed',
    },
  })
    .description('run variants on the same seeds under the same faults, and compare them request by request')
    .argument('<scenario>', 'name, as `list scenarios` gives it')
    .option('--variants <a,b>', 'two or more presets; the first is what the others are compared with')
    .option('--variant <side>', SIDE_HELP, collect, [])
    .option('--seeds <range>', '1..50, or 3,5,8', '1..10')
    .option('--set <knob=value>', 'override a knob in every run; may be repeated', collect, [])
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option(...REQUIRE_EFFECTS)
    .option('--faults <file>', 'the schedule of faults for every run')
    .option(
      '--gate <bound>',
      "such as 'p99<=+5%', 'createTopic.p99<=100ms', 'throughput>=-5%'; may be repeated",
      collect,
      [],
    )
    .option('--out <file>', 'write the report, as .json, .md or .txt')
    .option('--json', 'one JSON document on stdout')
    .action(async (scenario: string, _options: unknown, command: Command) => {
      end(await compare(scenario, command.optsWithGlobals<CompareCommandOptions>(), context));
    });
}

async function compare(
  scenario: string,
  options: CompareCommandOptions,
  context: CommandContext,
): Promise<number> {
  checkOutFiles({ out: options.out });
  const seeds = parseSeeds(options.seeds);
  const gates = options.gate.map(parseGate);
  const faults = readFaults(options.faults);
  const given =
    faults === undefined || options.faults === undefined ? {} : { faults, faultsFile: options.faults };
  const scenarios = context.layer.listScenarios();
  const set = parseAssignments(options.set, scenario, scenarios);
  const sides = parseSides(options.variants, options.variant).map(({ name, preset, assignments }): Side => {
    return { name, preset, set: parseAssignments(assignments, scenario, scenarios) };
  });
  const shared = { set, expects: parseExpectations(options.expect), ...given };
  // In JSON every run has its line, in a text those that did not pass.
  const hasAllLines = options.json === true || options.out?.endsWith('.json') === true;
  const differences = differingAxes(plansOf(scenario, sides, seeds, shared, context));
  const variants = await runAll(scenario, sides, seeds, shared, hasAllLines, context);
  const seedsRun = seeds.slice(0, variants[0]?.runs.length ?? 0);
  if (seedsRun.length === 0) {
    const why = 'interrupted before the first seed had run under every variant';
    context.io.stderr(`${why}; nothing was written\n`);
    return EXIT_INTERRUPTED;
  }
  const seedsAsked = seeds.length;
  const compared = { scenario, seeds: seedsRun, seedsAsked, sides, differences };
  const document = compareRuns({ ...compared, variants, gates });
  const report = { document, blocks: compareReport(document) };
  const isWhole = document.ended === 'complete';
  deliverReport(context.io, isWhole ? options : { ...options, out: undefined }, report);
  warnOfUnread(context, scenario, document.unread, 'these runs');
  if (options.json === true) for (const run of document.runs) tellReplay(context.io, run);
  printGateProblems(document, context);
  // Part of a comparison in the place of a whole one would be taken for it.
  if (options.out !== undefined && !isWhole)
    context.io.stderr(`interrupted: ${options.out} was not written\n`);
  if (!isWhole) return EXIT_INTERRUPTED;
  // As in one run: what can never be is a mistake in the schedule.
  const impossible = impossibleInAll(variants.flatMap(({ runs }) => runs.map(impossibleFaults)));
  const code = exitCodeOfComparison(document);
  const ended = tellIdleFaults(context.io, { requireEffects: true }, impossible, code);
  return tellIdleFaults(context.io, options, idleIn(document), ended);
}

/** Nothing runs unless every side can. */
function plansOf(
  scenario: string,
  sides: readonly Side[],
  [seed = 0]: readonly number[],
  { faultsFile: _, ...planned }: Omit<SameFaultsOptions, 'seed'>,
  { layer }: CommandContext,
): readonly RunPlan[] {
  return sides.map((side) =>
    layer.planScenario(scenario, { ...planned, ...optionsOf(side, planned.set), seed }),
  );
}

/** At Ctrl-C it gives the seeds that all variants have run. */
async function runAll(
  scenario: string,
  sides: readonly Side[],
  seeds: readonly number[],
  shared: Omit<SameFaultsOptions, 'seed'>,
  hasAllLines: boolean,
  { io, layer, interrupt }: CommandContext,
): Promise<readonly VariantRuns[]> {
  const progress = createProgress(io);
  const runsAt: RunResult[][] = sides.map(() => []);
  let count = 0;
  for (const seed of seeds) {
    if (interrupt.aborted) break;
    // Nothing is explained here, so no history need be kept.
    const options = { ...shared, seed, causes: 'none', signal: interrupt } as const;
    const same = await unlessInterrupted(
      runUnderSameFaults(layer, scenario, sides, options, (variant) => {
        progress.update(count, sides.length * seeds.length, `${variant}, seed ${seed}`);
        count += 1;
      }),
    );
    if (same === null) break;
    same.runs.forEach((run, place) => runsAt[place]?.push(run));
    same.keepSchedule(same.runs.filter(({ countsAs }) => hasAllLines || countsAs !== 'passed'));
  }
  progress.end();
  return sides.map(({ name }, place) => ({ variant: name, runs: runsAt[place] ?? [] }));
}

async function unlessInterrupted<T>(running: Promise<T>): Promise<T | null> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof RunInterrupted) return null;
    throw error;
  }
}

/** By variant: a faster one may be done before a fault is due, which the figures do not show. */
function idleIn({ variants }: CompareDocument): readonly string[] {
  return variants.flatMap(({ variant, faultsWithoutEffect }) =>
    Object.entries(faultsWithoutEffect).map(
      ([id, count]) => `fault ${id} had no effect under ${variant} in ${counted(count, 'run')}`,
    ),
  );
}

/**
 * A run that went wrong as nobody expected outweighs a gate: its figures prove nothing. A gate that nothing
 * can be held against is a mistake in what was asked for, not a figure that got worse.
 */
function exitCodeOfComparison({ runs, gates }: CompareDocument): number {
  const code = exitCodeOfAll(runs.map(({ countsAs }) => countsAs));
  if (code !== EXIT_OK) return code;
  if (gates.some(({ problem }) => problem !== null)) return EXIT_ERROR;
  return gates.every(({ passed }) => passed) ? EXIT_OK : EXIT_GATE_FAILED;
}

function printGateProblems({ gates }: CompareDocument, { io }: CommandContext): void {
  const lines = gates.flatMap(({ gate, problem }) =>
    problem === null ? [] : [`error: gate ${JSON.stringify(gate)} cannot be judged: ${problem}\n`],
  );
  for (const text of new Set(lines)) io.stderr(text);
}
