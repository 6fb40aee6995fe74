/** `corpus`: every capsule of a folder, run again: what was mended stays mended. */
import type { Command } from 'commander';
import { heading, leftOutLine, line, toned, type Block } from '../../../reports/blocks/block.js';
import { capped, counted, grouped } from '../../../reports/blocks/format.js';
import { VERDICT_WORDS, verdictTone } from '../../../reports/run/verdict.js';
import { toJson } from '../../../reports/json.js';
import { makeCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import { commandLine } from '../../../scenarios/harness/result/replay-line.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import {
  capsulesIn,
  endingOf,
  expectedBy,
  isNoLonger,
  ofCapsule,
  type KeptCapsule,
} from '../support/capsules.js';
import { writeWholeFile } from '../support/files.js';
import { EXIT_INTERRUPTED, exitCodeOfAll } from '../support/exit-code.js';
import { explained, VERDICT_CODES } from '../support/help.js';
import { SWEEP_WORKER_URL } from '../support/installed.js';
import type { CommandContext } from '../support/io.js';
import { collect, EXPECT_HELP, parseExpectations, parseJobs } from '../support/options.js';
import { printReport, type OutputOptions } from '../support/output.js';
import { runPool } from '../support/pool.js';
import { stamping } from '../support/program.js';
import type { ScenarioTask } from '../sweep/task.js';
import type { SeedOutcome } from '../sweep/worker.js';

interface CorpusOptions extends OutputOptions {
  readonly expect: readonly string[];
  readonly jobs?: string;
  readonly markPassing?: boolean;
}

export function addCorpus(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('corpus'), {
    examples: ['corpus failures --expect violated:election-safety', 'corpus failures --mark-passing'],
    exitCodes: { ...VERDICT_CODES, 0: 'every capsule passed, or did what is expected' },
  })
    .description('run every capsule of a folder again')
    .argument('[folder]', 'whose files end in .json, each a capsule', 'corpus')
    .option('--expect <what>', EXPECT_HELP, collect, [])
    .option('--mark-passing', 'write into each capsule that fails no longer that it passes')
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--json', 'one JSON document on stdout')
    .action(async (folder: string, _options: unknown, command: Command) => {
      end(await corpus(folder, command.optsWithGlobals<CorpusOptions>(), context));
    });
}

/** A capsule, and what its run comes to by now. */
interface Kept {
  readonly file: string;
  readonly was: Verdict;
  /** Invariants that it violated. */
  readonly violated: readonly string[];
}

interface CorpusEntry extends Kept {
  readonly verdict: Verdict;
  /** On what was not expected. */
  readonly countsAs: Verdict;
  readonly detail: string;
  readonly replay: string;
}

interface CorpusDocument {
  readonly schema: 'stallgrind/corpus@1';
  readonly capsules: number;
  readonly ended: 'complete' | 'interrupted';
  readonly passed: number;
  readonly failed: readonly CorpusEntry[];
  /** Those that failed when they were written, and do not by now. */
  readonly noLonger: readonly CorpusEntry[];
}

async function corpus(folder: string, options: CorpusOptions, context: CommandContext): Promise<number> {
  const jobs = parseJobs(options.jobs);
  const kept = capsulesIn(folder);
  const expected = parseExpectations(options.expect);
  const tasks = await Promise.all(
    kept.map(({ file, capsule }, place) =>
      ofCapsule(file, () => Promise.resolve(taskOf(capsule, place, expected, context))),
    ),
  );
  const entries: CorpusEntry[] = [];
  const onOutcome = ({ place, verdict, countsAs, detail }: SeedOutcome): string => {
    const one = kept[place];
    if (one === undefined) throw new Error(`no capsule was number ${place}`);
    const { file, capsule } = one;
    const { verdict: was, violated = [] } = capsule;
    entries.push({ file, was, violated, verdict, countsAs, detail, replay: commandLine(['replay', file]) });
    return `${entries.filter((entry) => entry.countsAs !== 'passed').length} did not pass`;
  };
  await runPool({ workerUrl: SWEEP_WORKER_URL, tasks, jobs, onOutcome }, context);
  entries.sort((a, b) => (a.file < b.file ? -1 : 1));
  const document: CorpusDocument = {
    schema: 'stallgrind/corpus@1',
    capsules: kept.length,
    ended: entries.length === kept.length ? 'complete' : 'interrupted',
    passed: entries.filter(({ countsAs }) => countsAs === 'passed').length,
    failed: entries.filter(({ countsAs }) => countsAs !== 'passed'),
    noLonger: entries.filter(isNoLonger),
  };
  const isMarked = options.markPassing === true;
  if (isMarked) await markPassing(kept, document.noLonger, expected, context);
  printReport(context.io, options, { document, blocks: reportOf(document, { folder, isMarked }) });
  if (document.ended === 'interrupted') return EXIT_INTERRUPTED;
  return exitCodeOfAll(entries.map(({ countsAs }) => countsAs));
}

/** Throws a `UsageError` for a capsule that cannot be run here. */
function taskOf(
  capsule: Capsule,
  place: number,
  expected: readonly string[],
  { layer, layerSource }: CommandContext,
): ScenarioTask {
  const { scenario, seed, variant, settings: set, faults } = capsule;
  const expects = expectedBy(capsule, expected, layer);
  layer.planScenario(scenario, { seed, variant, set, faults, expects });
  return { type: 'scenario', scenario, seed, variant, set, faults, expects, place, layerSource };
}

/** From then on each is kept as a run that passes, and says nothing as long as it does. */
async function markPassing(
  kept: readonly KeptCapsule[],
  noLonger: readonly CorpusEntry[],
  expected: readonly string[],
  context: CommandContext,
): Promise<void> {
  const stamp = stamping();
  for (const { file, capsule } of kept) {
    if (!noLonger.some((entry) => entry.file === file)) continue;
    const {
      type: _type,
      place: _place,
      layerSource: _source,
      ...run
    } = taskOf(capsule, 0, expected, context);
    const { scenario, ...options } = run;
    const result = await context.layer.runScenario(scenario, { ...options, causes: 'none' });
    if (result.verdict === 'passed') writeWholeFile(file, toJson(stamp(makeCapsule(result))));
  }
}

const SHOWN_MAX = 20;
const MARKED = 'They are kept as runs that pass.';
const TO_MARK = 'With --mark-passing they are kept as runs that pass; or delete them.';

function reportOf(
  { capsules, passed, failed, noLonger }: CorpusDocument,
  { folder, isMarked }: { readonly folder: string; readonly isMarked: boolean },
): readonly Block[] {
  const { shown, leftOut } = capped(failed, SHOWN_MAX);
  return [
    { type: 'title', text: `Corpus ${folder}` },
    line(`${counted(capsules, 'capsule')}: ${grouped(passed)} passed, ${grouped(failed.length)} did not`),
    ...(noLonger.length === 0 ? [] : [heading('No longer so')]),
    ...noLonger.map(({ file, was, violated }) =>
      line(toned('good', 'passes'), ` ${file}: it ${endingOf({ verdict: was, violated })}`),
    ),
    ...(noLonger.length === 0 ? [] : [line(isMarked ? MARKED : TO_MARK)]),
    ...(failed.length === 0 ? [] : [heading('What did not pass')]),
    ...shown.flatMap(({ file, countsAs, detail, replay }): readonly Block[] => [
      line(toned(verdictTone(countsAs), VERDICT_WORDS[countsAs]), ` ${file}: ${detail}`),
      { type: 'command', text: replay },
    ]),
    ...leftOutLine(leftOut),
  ];
}
