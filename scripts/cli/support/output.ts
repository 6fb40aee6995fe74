/** What a command prints, and what it writes to files. */
import { extname } from 'node:path';
import type { Block } from '../../../reports/blocks/block.js';
import { toMarkdown } from '../../../reports/blocks/to-markdown.js';
import { toText, WIDTH_DEFAULT } from '../../../reports/blocks/to-text.js';
import { toJson } from '../../../reports/json.js';
import { colourLevel, type ColourLevel } from '../../../reports/terminal/colour.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { checkWritable, writeWholeFile } from './files.js';
import type { Io } from './io.js';

/** Options that every command has. `color` is there only if `--color` or `--no-color` was given. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly color?: boolean;
}

/** What is to be typed is printed as it can be typed here; files, which are read elsewhere, say `stallgrind`. */
export function printBlocks(io: Io, options: OutputOptions, blocks: readonly Block[]): void {
  const typable = blocks.map((block): Block =>
    block.type === 'command' ? { ...block, text: asTyped(io, block.text) } : block,
  );
  io.stdout(toText(typable, stdoutLevel(io, options), io.stdoutColumns ?? WIDTH_DEFAULT));
}

/** A command line of ours, as it is called here. */
export function asTyped({ invocation }: Io, command: string): string {
  return command.replace(/^stallgrind(?= )/, () => invocation);
}

function stdoutLevel(io: Io, options: OutputOptions): ColourLevel {
  return colourLevel({ flag: options.color ?? null, env: io.env, isTerminal: io.isStdoutTerminal });
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

const FORMS: Readonly<Record<string, (report: Report) => string>> = {
  '.json': ({ document }) => toJson(document),
  '.md': ({ blocks }) => toMarkdown(blocks),
  '.txt': ({ blocks }) => toText(blocks, 0),
};

/** Before anything runs: a run of minutes should not end in a complaint about a name. */
export function checkOutFile(file: string | undefined): void {
  checkForm(file);
  checkWritable({ out: file });
}

/** What a run writes besides its report. */
export function checkOutFiles(files: {
  readonly out: string | undefined;
  readonly trace: string | undefined;
  readonly capsule: string | undefined;
}): void {
  checkForm(files.out);
  checkWritable(files);
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
