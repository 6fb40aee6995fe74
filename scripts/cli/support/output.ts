/** What a command prints, and what it writes to files. */
import { extname } from 'node:path';
import type { Block } from '../../../reports/blocks/block.js';
import { capped } from '../../../reports/blocks/format.js';
import { withoutControls } from '../../../reports/blocks/neutral.js';
import { toMarkdown } from '../../../reports/blocks/to-markdown.js';
import { toText, WIDTH_DEFAULT } from '../../../reports/blocks/to-text.js';
import { toJson } from '../../../reports/json.js';
import { colourLevel } from '../../../reports/terminal/colour.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { knobsOf } from '../../../scenarios/harness/settings/own-knobs.js';
import { EXIT_ERROR, EXIT_OK } from './exit-code.js';
import { checkWritable, writeWholeFile } from './files.js';
import type { CommandContext, Io } from './io.js';

/** Options that every command has. `color` is there only if `--color` or `--no-color` was given. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly color?: boolean;
  /** Of those commands that write a file. */
  readonly out?: string | undefined;
}

/** Commands are printed as they can be typed here; files, which are read elsewhere, say `stallgrind`. */
export function printBlocks(io: Io, options: OutputOptions, blocks: readonly Block[]): void {
  const typable = blocks.map((block): Block =>
    block.type === 'command' ? { ...block, text: asTyped(io, block.text) } : block,
  );
  const level = colourLevel({ flag: options.color ?? null, env: io.env, isTerminal: io.isStdoutTerminal });
  io.stdout(toText(typable, level, io.stdoutColumns ?? WIDTH_DEFAULT));
}

/** A command line of ours, as it is called here. */
export function asTyped({ invocation }: Io, command: string): string {
  return command.replace(/^stallgrind(?= )/, () => invocation);
}

/** A report in all the forms that a file may have. */
export interface Report {
  readonly document: object;
  readonly blocks: readonly Block[];
}

/** Prints JSON or text, as asked. */
export function printReport(io: Io, options: OutputOptions, report: Report): void {
  if (options.json === true) io.stdout(toJson(report.document));
  else printBlocks(io, options, report.blocks);
}

/** Writes it to `--out`, if that is given, and prints it, even when the file cannot be written. */
export function deliverReport(io: Io, options: OutputOptions, report: Report): void {
  const { out } = options;
  doAll(
    () => {
      if (out !== undefined) writeReport(out, report);
    },
    () => printReport(io, options, report),
  );
}

/**
 * Each in turn, whatever becomes of those before: a disk that is full when a trace is written loses no
 * report. Then throws one {@link UsageError} with the lines of all that could not be done.
 */
export function doAll(...works: readonly (() => void)[]): void {
  const lines: string[] = [];
  for (const work of works) {
    try {
      work();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      lines.push(...error.lines);
    }
  }
  if (lines.length > 0) throw new UsageError(...lines);
}

/** Of several lines, which may quote what a user's code said. */
export function tellLines(io: Io, text: string): void {
  for (const line of text.split('\n')) io.stderr(`${withoutControls(line)}\n`);
}

/** How to run again what did not pass, on stderr: stdout has the JSON. */
export function tellReplay(
  io: Io,
  { countsAs, replay }: { readonly countsAs: Verdict; readonly replay: string },
): void {
  if (countsAs !== 'passed') tellLines(io, `${countsAs}; replay: ${asTyped(io, replay)}`);
}

const FORMS: Readonly<Record<string, (report: Report) => string>> = {
  '.json': ({ document }) => toJson(document),
  '.md': ({ blocks }) => toMarkdown(blocks),
  '.txt': ({ blocks }) => toText(blocks, 0),
};

/** Checks files, by option, before anything runs: a run of minutes should not end over a name. */
export function checkOutFiles(files: OutFiles): void {
  checkForm(files.out);
  checkWritable(files);
}

interface OutFiles extends Readonly<Record<string, string | undefined>> {
  readonly out: string | undefined;
}

function checkForm(file: string | undefined): void {
  if (file === undefined || Object.hasOwn(FORMS, extname(file))) return;
  throw new UsageError(
    `cannot write ${file}: the ending tells the form, and is one of ${Object.keys(FORMS).join(' ')}`,
  );
}

export function writeReport(file: string, report: Report): void {
  checkForm(file);
  writeWholeFile(file, FORMS[extname(file)]?.(report) ?? '');
}

/** Tells which knobs came to nothing. `scenario`: what ran, null for all; `where`: `this run`. */
export function warnOfUnread(
  { io, layer }: Pick<CommandContext, 'io' | 'layer'>,
  scenario: string | null,
  unread: readonly string[],
  where: string,
): void {
  const ran = layer.listScenarios().filter(({ name }) => scenario === null || name === scenario);
  for (const name of unread) {
    const knob = ran.map((one) => knobsOf(one)[name]).find((found) => found !== undefined);
    const doc = knob === undefined ? '' : ` (${name}: ${knob.doc})`;
    io.stderr(`warning: --set ${name} changed nothing, since nothing in ${where} reads it${doc}\n`);
  }
}

/** Whether faults that had no effect are told, or an error. */
export interface EffectsOptions {
  readonly requireEffects?: boolean;
}

export const REQUIRE_EFFECTS = [
  '--require-effects',
  'a fault of the schedule that had no effect is an error',
] as const;

/**
 * Loudly, on stderr too: what a fault was to show has not been shown. Gives the exit code, which only one
 * that is 0 otherwise can lose.
 */
export function tellIdleFaults(
  io: Io,
  { requireEffects = false }: EffectsOptions,
  sentences: readonly string[],
  code: number,
): number {
  const { shown, leftOut } = capped(sentences, IDLE_TOLD_MAX);
  const word = requireEffects ? 'error' : 'warning';
  for (const sentence of shown) tellLines(io, `${word}: ${sentence}`);
  if (leftOut > 0) tellLines(io, `${word}: and ${String(leftOut)} more had no effect`);
  return requireEffects && sentences.length > 0 && code === EXIT_OK ? EXIT_ERROR : code;
}

const IDLE_TOLD_MAX = 10;
