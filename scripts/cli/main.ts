/** The command line from arguments to exit code. */
import { basename } from 'node:path';
import { Command, CommanderError, type Option } from 'commander';
import { withoutControls } from '../../reports/blocks/neutral.js';
import { RunInterrupted } from '../../scenarios/harness/run/interrupted.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { addCorpus } from './corpus/corpus.js';
import { addCompare } from './compare.js';
import { addList } from './list.js';
import { addReplay } from './replay.js';
import { addRun } from './run.js';
import { EXIT_ERROR, EXIT_INTERRUPTED, EXIT_OK } from './support/exit-code.js';
import { addExplanations } from './support/help.js';
import { asTyped, tellLines } from './support/output.js';
import { versionOf } from './support/program.js';
import type { CommandContext, Io } from './support/io.js';
import { CONFIG_FILES } from './support/load-layer.js';
import { addShrink } from './shrink/shrink.js';
import { addSweep } from './sweep/sweep.js';
import { addVerdicts } from './verdicts/verdicts.js';

/** Of help that goes to no terminal. */
const HELP_WIDTH = 100;

/** `args` without node and script. Never throws. */
export async function runCli(
  args: readonly string[],
  surroundings: Omit<CommandContext, 'interrupt'>,
): Promise<number> {
  let exitCode = EXIT_OK;
  const controller = new AbortController();
  const context = { ...surroundings, interrupt: controller.signal };
  // For as long as the command lasts, its writing of files included.
  const ignoreInterrupts = surroundings.io.onInterrupt(() => {
    controller.abort();
  });
  const program = createProgram(context, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error, context.io, context.layerSource.configFile);
  } finally {
    ignoreInterrupts();
  }
}

/** For tests too: its commands carry the examples of their help. */
export function createProgram(context: CommandContext, end: (code: number) => void): Command {
  const program = new Command('stallgrind')
    .description('Deterministic simulation of a Kafka-style broker core.')
    .version(versionOf())
    .option('--color', 'use colours, whatever the terminal')
    .option('--no-color', 'use none')
    .exitOverride()
    .configureOutput({
      writeOut: context.io.stdout,
      writeErr: context.io.stderr,
      getOutHelpWidth: () => context.io.stdoutColumns ?? HELP_WIDTH,
      getErrHelpWidth: () => context.io.stdoutColumns ?? HELP_WIDTH,
    })
    .showHelpAfterError(`(${asTyped(context.io, 'stallgrind --help')} tells what there is)`);
  for (const add of [addList, addRun, addReplay, addCompare, addCorpus, addSweep, addShrink, addVerdicts])
    add(program, context, end);
  addExplanations(program, context.io);
  for (const { options } of program.commands) {
    options.forEach(refuseRepetition);
    options.forEach(nameNone);
  }
  return program;
}

/** Help would say `default: []`. */
function nameNone(option: Option): void {
  const value: unknown = option.defaultValue;
  if (Array.isArray(value)) option.default(value, 'none');
}

/** Commander takes the last, so that of `--out a.md --out b.json` nobody would hear of the first. */
function refuseRepetition(option: Option): void {
  const takesOneValue = option.required && option.parseArg === undefined;
  if (!takesOneValue) return;
  let first: string | null = null;
  option.argParser((value: string) => {
    if (first !== null) throw new UsageError(`${option.long} is given twice: ${first}, then ${value}`);
    first = value;
    return value;
  });
}

/** People's mistakes get a line each, which may quote a file or an option; ours get the stack. */
export function reportError(error: unknown, io: Io, configFile: string | null = null): number {
  // Commander has printed its own message, or help, which is no error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_OK : EXIT_ERROR;
  if (error instanceof RunInterrupted) {
    io.stderr(`${error.message}; nothing was written\n`);
    return EXIT_INTERRUPTED;
  }
  if (error instanceof UsageError)
    for (const line of error.lines)
      io.stderr(`error: ${withoutControls(`${line}${whereOthersAre(error, configFile)}`)}\n`);
  else
    tellLines(
      io,
      `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  return EXIT_ERROR;
}

/** Scenarios and variants may be one's own: such a name may only be asked for in the wrong folder. */
function whereOthersAre({ unknownKind }: UsageError, configFile: string | null): string {
  if (unknownKind !== 'scenario' && unknownKind !== 'variant') return '';
  if (configFile !== null) return `; ${basename(configFile)} has none of that name either`;
  return `; there is no ${CONFIG_FILES[0]} in this folder that could have it`;
}
