/** `sweep merge`: the parts of one sweep, which ran on many machines, as one. */
import { copyFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../../reports/blocks/format.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { EXIT_ERROR, EXIT_OK } from '../support/exit-code.js';
import { makeFolder, reasonOf } from '../support/files.js';
import { explained, VERDICT_CODES } from '../support/help.js';
import type { CommandContext } from '../support/io.js';
import { checkOutFiles, tellLines } from '../support/output.js';
import { differenceOfPrograms } from '../support/program.js';
import { JOURNAL_NAME, readJournal, writeJournal, type Journal } from './journal.js';
import { deliver, REPORT, type ReportOptions } from './deliver.js';
import { shardText } from './shard.js';
import { sweepDocument } from './sweep-report.js';
import { SweepTally, type RunOutcome } from './tally.js';

interface MergeOptions extends ReportOptions {
  readonly out?: string;
}

export function addMerge(sweep: Command, context: CommandContext, end: (code: number) => void): void {
  explained(sweep.command('merge'), {
    examples: ['sweep merge failures --out all', 'sweep merge shard-1 shard-2 --out all'],
    exitCodes: { ...VERDICT_CODES, 0: 'every run passed', 1: 'a part is missing, or has not ended' },
  })
    .description('make one sweep of the shards of one')
    .argument('<folders...>', 'folders that --out of `sweep` wrote; each may hold several shards')
    .option('--out <folder>', 'for the capsules and the journal of all')
    .option(...REPORT)
    .option('--json', 'one JSON document on stdout')
    .action((folders: readonly string[], _options: unknown, called: Command) => {
      // Commander gives `sweep` the options that both have.
      const { out, ...options } = called.optsWithGlobals<MergeOptions>();
      if (out === undefined)
        throw new UsageError('sweep merge needs --out, a folder for what they are together');
      end(merge(folders, { ...options, out }, context));
    });
}

interface Part {
  readonly folder: string;
  readonly journal: Journal;
}

function merge(
  folders: readonly string[],
  options: MergeOptions & { readonly out: string },
  context: CommandContext,
): number {
  checkOutFiles({ out: options.report });
  const problems: string[] = [];
  const parts = folders.flatMap((folder) => partsIn(folder, problems));
  const head = checkedHead(parts, problems);
  makeFolder(options.out);
  const byPlace = new Map<number, { readonly folder: string; readonly outcome: RunOutcome }>();
  for (const { folder, journal } of parts)
    for (const outcome of journal.outcomes) byPlace.set(outcome.place, { folder, outcome });
  const outcomes = [...byPlace.values()]
    .sort((a, b) => a.outcome.place - b.outcome.place)
    .map(({ folder, outcome }) => copied(outcome, folder, options.out, problems));
  const tally = new SweepTally();
  for (const outcome of outcomes) tally.add(outcome);
  const isComplete = outcomes.length === head.runCount;
  const wallMs = parts.reduce((sum, { journal }) => sum + journal.wallMs, 0);
  writeJournal(options.out, { head: { ...head, shard: null }, outcomes, wallMs, isComplete });
  const document = sweepDocument(tally, {
    subject: head.subject,
    scenarios: head.scenarios,
    seedsAsked: head.runCount,
    ended: isComplete ? 'complete' : 'stopped',
    folder: options.out,
    wallMs,
  });
  if (!isComplete) problems.push(...missingIn(parts, head.runCount));
  const code = deliver(document, tally, { options, subject: null, problems: [] }, context);
  for (const line of problems) tellLines(context.io, `error: ${line}`);
  return problems.length > 0 && code === EXIT_OK ? EXIT_ERROR : code;
}

/** A shard whose machine was lost before it wrote anything, or whose journal is broken, loses no other. */
function partsIn(folder: string, problems: string[]): readonly Part[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    problems.push(`there is no folder ${folder}`);
    return [];
  }
  const names = readdirSync(folder)
    .filter((name) => JOURNAL_NAME.test(name))
    .sort();
  if (names.length === 0) problems.push(`${folder} holds no journal of a sweep, such as sweep.jsonl`);
  return names.flatMap((name) => {
    try {
      const journal = readJournal(join(folder, name));
      return journal === null ? [] : [{ folder, journal }];
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      problems.push(...error.lines);
      return [];
    }
  });
}

/** All of one sweep, by one program. */
function checkedHead(parts: readonly Part[], problems: readonly string[]): Journal['head'] {
  const [first, ...others] = parts;
  if (first === undefined) throw new UsageError(...problems);
  const { head } = first.journal;
  for (const { folder, journal } of others) {
    const other = journal.head;
    if (other.command !== head.command)
      throw new UsageError(
        `${folder} is of another sweep than ${first.folder}: ${other.command}, and not ${head.command}`,
      );
    if (differenceOfPrograms(other.program, head.program) !== null)
      throw new UsageError(
        `${folder} was written by another program than ${first.folder}: ${other.program.version} ${other.program.code}, and not ${head.program.version} ${head.program.code}`,
      );
  }
  return head;
}

/** Its capsule beside the new journal; a capsule that cannot be copied loses nothing else. */
function copied(outcome: RunOutcome, from: string, to: string, problems: string[]): RunOutcome {
  const { capsuleFile } = outcome;
  if (capsuleFile === null || resolve(from) === resolve(to)) return outcome;
  try {
    copyFileSync(join(from, capsuleFile), join(to, capsuleFile));
    return outcome;
  } catch (error) {
    problems.push(`cannot copy ${join(from, capsuleFile)}: ${reasonOf(error)}`);
    return { ...outcome, capsuleFile: null };
  }
}

/** Which parts ended early, and which are not there at all. */
function missingIn(parts: readonly Part[], runCount: number): readonly string[] {
  const found = new Set(parts.map(({ journal }) => journal.head.shard?.index ?? 0));
  const count = Math.max(...parts.map(({ journal }) => journal.head.shard?.count ?? 1));
  const early = parts
    .filter(({ journal }) => !journal.isComplete)
    .map(({ folder, journal: { head, outcomes } }) => {
      const name = head.shard === null ? 'the sweep' : `shard ${shardText(head.shard)}`;
      return `${name} in ${folder} has not ended: ${counted(outcomes.length, 'run')} are there; --resume goes on with it`;
    });
  const absent = Array.from({ length: count }, (_, place) => place + 1)
    .filter((index) => count > 1 && !found.has(index))
    .map((index) => `shard ${shardText({ index, count })} is not there`);
  return [...early, ...absent, `of ${counted(runCount, 'run')} some are missing`];
}
