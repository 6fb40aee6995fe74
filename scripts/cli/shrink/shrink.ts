/** `shrink`: the smallest run that still has what a capsule was kept for. */
import type { Command } from 'commander';
import { toJson } from '../../../reports/json.js';
import type { Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { endingOf, refuseAbsent, symptomOf } from '../../../scenarios/shrink/symptom/sighting.js';
import { parseSymptom, type Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import { expectedBy, ofCapsule, readCapsule } from '../support/capsules.js';
import { EXIT_INTERRUPTED, EXIT_OK } from '../support/exit-code.js';
import { checkWritable, writeWholeFile } from '../support/files.js';
import { explained } from '../support/help.js';
import type { CommandContext } from '../support/io.js';
import { parseCount, parseJobs } from '../support/options.js';
import { printReport, tellLines, type OutputOptions } from '../support/output.js';
import { differenceOfPrograms, stamping, thisProgram } from '../support/program.js';
import { search, type Shrunken } from './search.js';
import { toldSettings } from './subject.js';
import { shrinkDocument, shrinkReport, type ShrinkDocument } from './shrink-report.js';

interface ShrinkCommandOptions extends OutputOptions {
  readonly symptom?: string;
  readonly jobs?: string;
  readonly limitS: string;
}

/** Ten minutes. */
const LIMIT_S_DEFAULT = '600';
const LIMIT_S_MAX = 86_400;

export function addShrink(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('shrink'), {
    examples: ['shrink failure.json', "shrink failure.json --symptom 'max>=1ms' --out small.json"],
    exitCodes: { 0: 'a capsule was written', 130: 'Ctrl-C: the smallest so far was written' },
  })
    .description('find the smallest schedule and settings that still fail, and what each fault is needed for')
    .argument('<capsule>', 'file that `run --capsule` or `sweep --out` wrote')
    .option(
      '--symptom <what>',
      "what has to stay: 'p99>5000ms', 'createTopic.max>=20s', 'produce.failed>0', finding:lost-wakeup, stalled, an invariant (default: the first that is violated)",
    )
    .option('--out <file>', 'where the smaller capsule goes (default: beside it, as NAME.small.json)')
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--limit-s <n>', 'seconds after which the smallest so far is taken', LIMIT_S_DEFAULT)
    .option('--json', 'one JSON document on stdout')
    .action(async (file: string, _options: unknown, command: Command) => {
      end(await shrinkFile(file, command.optsWithGlobals<ShrinkCommandOptions>(), context));
    });
}

async function shrinkFile(
  file: string,
  options: ShrinkCommandOptions,
  context: CommandContext,
): Promise<number> {
  const { io, layer, interrupt } = context;
  const out = options.out ?? `${file.replace(/\.json$/, '')}.small.json`;
  const jobs = parseJobs(options.jobs);
  const limitS = parseCount('--limit-s', options.limitS, LIMIT_S_MAX);
  const invariants = layer.listInvariants().map(({ name }) => name);
  const asked = options.symptom === undefined ? null : parseSymptom(options.symptom, invariants);
  checkWritable({ out });
  const capsule = readCapsule(file);
  const startMs = performance.now();
  const expects = expectedBy(capsule, [], layer);
  const { first, symptom } = await ofCapsule(file, () => firstRun(capsule, { asked, expects }, context));
  if (first.hash !== capsule.hash) tellLines(io, `note: ${otherRun(capsule)}`);
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  interrupt.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(abort, limitS * 1000);
  const shrunken = await search(
    { capsule, first, symptom, expects, jobs, stop: stop.signal },
    context,
  ).finally(() => clearTimeout(timer));
  writeWholeFile(out, toJson(stamping()(shrunken.capsule)));
  const document = shrinkDocument(shrunken, {
    capsule: file,
    out,
    ended: endOf(shrunken, interrupt.aborted),
    wallMs: performance.now() - startMs,
    first,
    symptom,
  });
  printReport(io, options, { document, blocks: shrinkReport(document) });
  if (shrunken.failure !== null) throw shrunken.failure.error;
  return interrupt.aborted ? EXIT_INTERRUPTED : EXIT_OK;
}

/** Of the capsule as it is. Throws a {@link UsageError} if there is nothing in it to shrink for. */
async function firstRun(
  capsule: Capsule,
  { asked, expects }: { readonly asked: Symptom | null; readonly expects: readonly string[] },
  { layer, interrupt: signal }: CommandContext,
): Promise<{ readonly first: RunResult; readonly symptom: Symptom }> {
  const { scenario, seed, variant, faults, violated } = capsule;
  const set = toldSettings(capsule, layer);
  const options = { seed, variant, set, faults, expects, signal };
  const first = await layer.runScenario(scenario, options);
  const symptom = asked ?? ownSymptom(first, violated);
  refuseAbsent(first, symptom);
  return { first, symptom };
}

function endOf({ isMinimal, failure }: Shrunken, isInterrupted: boolean): ShrinkDocument['ended'] {
  if (isMinimal) return 'minimal';
  if (failure !== null) return 'failed';
  return isInterrupted ? 'interrupted' : 'limit';
}

function ownSymptom(first: RunResult, violated: Capsule['violated']): Symptom {
  const symptom = symptomOf(first, violated);
  if (symptom !== null) return symptom;
  const wanted = violated === undefined || violated.length === 0 ? '' : `, and not ${violated.join(', ')}`;
  throw new UsageError(
    `there is nothing to shrink: ${endingOf(first)}${wanted}; --symptom says what else has to stay, such as 'p99>5000ms'`,
  );
}

function otherRun({ program }: Capsule): string {
  const why = differenceOfPrograms(program, thisProgram()) ?? 'its hash is another one';
  return `the run is not that of the capsule (${why}); it has the symptom all the same`;
}
