/**
 * The journal of a sweep: a line for each run, written as it ends, so that a sweep that is killed goes on
 * where it was, and shards of one sweep are one again. Capsules are files beside it.
 */
import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { VERDICTS } from '../../../scenarios/harness/result/verdict.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { Program } from '../../../scenarios/harness/result/capsule.js';
import { reasonOf, writeWholeFile } from '../support/files.js';
import { differenceOfPrograms, thisProgram } from '../support/program.js';
import { namesShape, NameLines, packedShape } from './packed.js';
import { shardText, type Shard } from './shard.js';
import type { RunOutcome } from './tally.js';

const JOURNAL_SCHEMA = 'stallgrind/sweep-journal@1';

/** What a sweep was asked for: two journals with the same are of one sweep. */
interface Asked {
  /** As typed, in words that one can type again: subject, seeds, and all that changes a run. */
  readonly command: string;
  /** In words, for a report. */
  readonly subject: string;
  /** Empty of a swarm. */
  readonly scenarios: readonly string[];
  /** Of all shards together. */
  readonly runCount: number;
}

interface Head extends Asked {
  readonly schema: typeof JOURNAL_SCHEMA;
  readonly program: Program;
  readonly shard: Shard | null;
}

export interface Journal {
  readonly head: Head;
  readonly outcomes: readonly RunOutcome[];
  /** Of the counts in it. */
  readonly names: NameLines;
  /** Wall time of all that wrote to it. */
  readonly wallMs: number;
  readonly isComplete: boolean;
}

const counts = z.record(z.string(), z.number());
const outcomeShape = z.object({
  place: z.int().min(0),
  runs: z.int().min(0),
  scenario: z.string(),
  seed: z.int(),
  verdict: z.enum(VERDICTS),
  countsAs: z.enum(VERDICTS),
  events: z.number(),
  virtualMs: z.number(),
  unread: z.array(z.string()),
  replay: z.string(),
  faultsEffective: counts,
  faultsWithoutEffect: counts,
  faultsImpossible: z.record(z.string(), z.string()),
  expected: z.array(z.string()),
  invariants: z.array(z.string()),
  detail: z.string(),
  cause: z.string().nullable(),
  capsuleFile: z.string().nullable(),
  ...packedShape.shape,
});
const headShape = z.object({
  schema: z.literal(JOURNAL_SCHEMA),
  program: z.object({ version: z.string(), code: z.string() }),
  command: z.string(),
  subject: z.string(),
  scenarios: z.array(z.string()),
  runCount: z.int(),
  shard: z.object({ index: z.int(), count: z.int() }).nullable(),
});
/** Written when a process ends in order, with the time that it took. */
const endShape = z.object({ wallMs: z.number(), isComplete: z.boolean() });

function journalFile(folder: string, shard: Shard | null): string {
  const name = shard === null ? 'sweep' : `sweep-${shardText(shard).replace('/', '-of-')}`;
  return join(folder, `${name}.jsonl`);
}

/** `sweep.jsonl`, `sweep-3-of-16.jsonl`. */
export const JOURNAL_NAME = /^sweep(?:-\d+-of-\d+)?\.jsonl$/;

/** Null: there is none. Throws a `UsageError` for one that cannot be read. */
export function readJournal(file: string): Journal | null {
  if (!existsSync(file)) return null;
  const fail = (problem: string): never => {
    throw new UsageError(`journal ${file}: ${problem}`);
  };
  const [first, ...rest] = linesOf(file);
  const parsed = headShape.safeParse(first === undefined ? null : parse(first));
  if (!parsed.success) return fail('its first line does not say what the sweep was asked for');
  const outcomes = new Map<number, RunOutcome>();
  const names = new NameLines();
  let wallMs = 0;
  let isComplete = false;
  for (const [place, line] of rest.entries()) {
    const value = parse(line);
    const ended = endShape.safeParse(value);
    if (ended.success) {
      wallMs += ended.data.wallMs;
      isComplete = ended.data.isComplete;
      continue;
    }
    const namesLine = namesShape.safeParse(value);
    if (namesLine.success) {
      names.add(namesLine.data.names);
      continue;
    }
    const run = outcomeShape.safeParse(value);
    const counts = run.success ? names.unpack(run.data) : null;
    if (!run.success || counts === null) fail(`line ${place + 2} is no run`);
    else outcomes.set(run.data.place, { ...run.data, ...counts });
  }
  return { head: parsed.data, outcomes: [...outcomes.values()], names, wallMs, isComplete };
}

/** What stands after the last line end was being written when the process was killed: that run is run again. */
function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch (error) {
    throw new UsageError(`journal ${file}: ${reasonOf(error)}`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A journal that is being written. */
export interface OpenJournal {
  /** Runs of those who wrote to it before. */
  readonly before: readonly RunOutcome[];
  readonly wallMsBefore: number;
  readonly add: (outcome: RunOutcome) => void;
  readonly end: (wallMs: number, isComplete: boolean) => void;
  /** Lines to tell after the report, which is not lost by them. */
  readonly problems: readonly string[];
}

interface Opening {
  readonly asked: Asked;
  readonly shard: Shard | null;
  readonly isResumed: boolean;
}

/**
 * Begins one, or goes on with the one that is there. Throws a `UsageError` for one that is of another sweep,
 * or of another program, and for one that has not ended and would be lost.
 */
export function openJournal(folder: string | undefined, opening: Opening): OpenJournal {
  if (folder === undefined) {
    if (opening.isResumed)
      throw new UsageError('--resume needs --out, the folder of the sweep to go on with');
    return { before: [], wallMsBefore: 0, add: () => undefined, end: () => undefined, problems: [] };
  }
  const { asked, shard, isResumed } = opening;
  const file = journalFile(folder, shard);
  const there = readJournal(file);
  const program = thisProgram();
  if (there !== null && isResumed) {
    checkSame(there, { asked, program }, file);
    cutHalfLine(file);
    return { before: there.outcomes, wallMsBefore: there.wallMs, ...appendingTo(file, there.names) };
  }
  if (there !== null && !there.isComplete)
    throw new UsageError(
      `${file} is of a sweep that has not ended: ${there.head.command}; --resume goes on with it, another --out begins another`,
    );
  const first: Head = { schema: JOURNAL_SCHEMA, program, ...asked, shard };
  writeWholeFile(file, `${JSON.stringify(first)}\n`);
  return { before: [], wallMsBefore: 0, ...appendingTo(file, new NameLines()) };
}

/** One that is whole: of what was merged. */
export function writeJournal(
  folder: string,
  { head, outcomes, wallMs, isComplete }: Omit<Journal, 'names'>,
): void {
  const names = new NameLines();
  const values: object[] = [head];
  for (const outcome of outcomes)
    values.push({ ...outcome, ...names.pack(outcome, (line) => values.push(line)) });
  const lines = [...values, { wallMs, isComplete }].map((value) => `${JSON.stringify(value)}\n`);
  writeWholeFile(journalFile(folder, head.shard), lines.join(''));
}

function checkSame(
  { head: was }: Journal,
  { asked, program }: { readonly asked: Asked; readonly program: Program },
  file: string,
): void {
  if (was.command !== asked.command)
    throw new UsageError(`${file} is of another sweep: ${was.command}; this one is ${asked.command}`);
  const difference = differenceOfPrograms(was.program, program);
  if (difference !== null)
    throw new UsageError(
      `${file}: ${difference.replace('the capsule', 'the sweep')}, whose runs may be others; begin in another folder`,
    );
}

/** A line that was being written when the process was killed would spoil the next one. */
function cutHalfLine(file: string): void {
  const bytes = readFileSync(file);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(file, whole);
}

function appendingTo(file: string, names: NameLines): Pick<OpenJournal, 'add' | 'end' | 'problems'> {
  const problems: string[] = [];
  const append = (value: object): void => {
    // After a line that was written in part none could be read.
    if (problems.length > 0) return;
    try {
      appendFileSync(file, `${JSON.stringify(value)}\n`);
    } catch (error) {
      problems.push(`cannot write ${file}: ${reasonOf(error)}; --resume goes on from there`);
    }
  };
  const add = (outcome: RunOutcome): void => append({ ...outcome, ...names.pack(outcome, append) });
  return { add, end: (wallMs, isComplete) => append({ wallMs, isComplete }), problems };
}
