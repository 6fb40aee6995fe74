/** The process as commands see it, so that tests can stand in for it. */
import { basename, dirname, relative, sep } from 'node:path';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { quoted } from '../../../scenarios/harness/result/replay-line.js';
import { EXIT_ERROR, EXIT_INTERRUPTED } from './exit-code.js';
import { reasonOf } from './files.js';
import type { LayerSource } from './load-layer.js';

export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isStdoutTerminal: boolean;
  readonly isStderrTerminal: boolean;
  /** Cells a line of the terminal; null where stdout is none. */
  readonly stdoutColumns: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The wall clock, which no result knows of. */
  readonly nowMs: () => number;
  /** What to type here for `stallgrind`: `npm run --silent stallgrind --`. */
  readonly invocation: string;
  /**
   * Calls `interrupted` at the first Ctrl-C from now on, until what it gives back is called; a second one
   * ends the process, though never in the middle of writing a file.
   */
  readonly onInterrupt: (interrupted: () => void) => () => void;
}

/** What every command gets. */
export interface CommandContext {
  readonly io: Io;
  readonly layer: ScenarioLayer;
  /** The same for worker threads. */
  readonly layerSource: LayerSource;
  /** Aborts at Ctrl-C: what runs ends, is reported, and the exit code is {@link EXIT_INTERRUPTED}. */
  readonly interrupt: AbortSignal;
}

/** For the process's life. `stallgrind run … | head` closes the pipe early: no error. A full disk is told. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: cannot write to stdout: ${reasonOf(error)}\n`);
    process.exit(EXIT_ERROR);
  });
}

/** `COLUMNS`, where it is set, before what the terminal says. */
function columnsOf(asked: string | undefined, { isTTY, columns }: NodeJS.WriteStream): number | null {
  if (/^[1-9]\d{0,4}$/.test(asked ?? '')) return Number(asked);
  return isTTY && columns > 0 ? columns : null;
}

export function processIo(): Io {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isStdoutTerminal: process.stdout.isTTY,
    isStderrTerminal: process.stderr.isTTY,
    stdoutColumns: columnsOf(process.env['COLUMNS'], process.stdout),
    env: process.env,
    nowMs: () => performance.now(),
    invocation: invocationOf(process.argv[1] ?? '', process.cwd(), process.env),
    onInterrupt: (interrupted) => {
      let count = 0;
      const onSignal = (): void => {
        count += 1;
        if (count > 1) process.exit(EXIT_INTERRUPTED);
        interrupted();
      };
      process.on('SIGINT', onSignal);
      return () => void process.off('SIGINT', onSignal);
    },
  };
}

/** How to call this process again from `folder`. `script` is the path of what Node runs. */
export function invocationOf(
  script: string,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  // npm names the script of package.json that it runs, and npx names itself.
  const npmScript = env['npm_lifecycle_event'];
  if (npmScript === 'npx' || dirname(script).endsWith(`node_modules${sep}.bin`)) return 'npx stallgrind';
  if (basename(script) === 'stallgrind') return 'stallgrind';
  const isOurs = env['npm_package_name'] === 'stallgrind';
  if (isOurs && npmScript !== undefined) return 'npm run --silent stallgrind --';
  return `node ${quoted(relative(folder, script))}`;
}
