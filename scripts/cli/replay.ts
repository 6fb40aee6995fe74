/** `replay`: the run of a capsule again, and where it first differs, if it does. */
import type { Command } from 'commander';
import { line, toned, type Cell } from '../../reports/blocks/block.js';
import { differenceSentence } from '../../reports/run/verdict.js';
import type { Capsule } from '../../scenarios/harness/result/capsule.js';
import { differingStretch, asNondeterministic } from '../../scenarios/harness/result/difference.js';
import { commandLine } from '../../scenarios/harness/result/replay-line.js';
import { runDocument } from '../../scenarios/harness/result/to-run-result.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { runReport } from '../../reports/run/run-report.js';
import { expectedBy, ofCapsule, readCapsule } from './support/capsules.js';
import { exitCodeOf } from './support/exit-code.js';
import { collect, EXPECT_HELP, parseExpectations } from './support/options.js';
import { explained, VERDICT_CODES } from './support/help.js';
import type { CommandContext } from './support/io.js';
import { differenceOfPrograms, thisProgram } from './support/program.js';
import { printReport, tellLines, tellReplay, type OutputOptions } from './support/output.js';

export function addReplay(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('replay'), {
    examples: ['replay failure.json', 'replay failure.json --json'],
    exitCodes: { ...VERDICT_CODES, 4: 'not the run of the capsule, or judged otherwise' },
  })
    .description('run the run of a capsule again')
    .argument('<capsule>', 'file that `run --capsule` or `sweep --out` wrote')
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, _options: unknown, command: Command) => {
      end(await replay(file, command.optsWithGlobals<ReplayOptions>(), context));
    });
}

interface ReplayOptions extends OutputOptions {
  readonly expect: readonly string[];
}

async function replay(file: string, options: ReplayOptions, context: CommandContext): Promise<number> {
  const { io, layer, interrupt: signal } = context;
  const capsule = readCapsule(file);
  const { scenario, seed, variant, settings, faults } = capsule;
  const expects = expectedBy(capsule, parseExpectations(options.expect), layer);
  const run = await ofCapsule(file, () =>
    layer.runScenario(scenario, { seed, variant, set: settings, faults, expects, signal }),
  );
  // The capsule holds what scenario and variant set as well: nobody has asked for that here.
  const result = { ...compared(run, capsule), unread: [], replay: commandLine(['replay', file]) };
  const document = runDocument(result, { requests: false });
  const judgement = judgedOtherwise(run, capsule, layer);
  const said = judgement === null ? comparison(result) : [toned('bad', 'judged otherwise'), `: ${judgement}`];
  printReport(io, options, { document, blocks: [...runReport(document), line(...said)] });
  if (judgement !== null) {
    tellLines(io, `judged otherwise: ${judgement}`);
    return exitCodeOf('nondeterministic');
  }
  if (options.json === true) tellReplay(io, result);
  return exitCodeOf(result.countsAs);
}

/** The capsule has no log of events, so a stretch between two checkpoints is as close as it gets. */
function compared(run: RunResult, capsule: Capsule): RunResult {
  if (run.hash === capsule.hash) return run;
  const recorded = {
    hash: capsule.hash,
    events: capsule.checkpoints.at(-1)?.event ?? 0,
    evidence: { checkpoints: capsule.checkpoints, eventLog: [] },
  };
  const stretch = differingStretch(recorded, run);
  const otherProgram = differenceOfPrograms(capsule.program, thisProgram());
  return asNondeterministic(run, {
    firstHash: capsule.hash,
    secondHash: run.hash,
    stretch,
    event: null,
    ...(otherProgram === null ? {} : { otherProgram }),
  });
}

/** Why the same run was judged otherwise: an invariant is not held here, or holds. Null: it was not. */
function judgedOtherwise(run: RunResult, capsule: Capsule, layer: CommandContext['layer']): string | null {
  if (run.hash !== capsule.hash) return null;
  const here = [...new Set(run.violations.map(({ invariant }) => invariant))];
  const there = capsule.violated ?? here;
  if (run.verdict === capsule.verdict && there.join() === here.join()) return null;
  const held = layer.listInvariants().map(({ name }) => name);
  const unknown = there.filter((name) => !held.includes(name));
  const missing =
    unknown.length === 0
      ? ''
      : `; ${unknown.join(', ')} is held by no command here: a config file has to name it`;
  return `the same run was ${verdictText(capsule.verdict, there)} in the capsule, and is ${verdictText(run.verdict, here)} here${missing}`;
}

function verdictText(verdict: string, invariants: readonly string[]): string {
  return invariants.length === 0 ? verdict : `${verdict} (${invariants.join(', ')})`;
}

function comparison(result: RunResult): readonly Cell[] {
  if (result.verdict !== 'nondeterministic') return [toned('good', 'the same run'), `: hash ${result.hash}`];
  return [toned('bad', 'not the run of the capsule'), `: ${differenceSentence(result.difference)}`];
}
