/** The process as commands see it, so that tests can stand in for it. */
import type { ScenarioLayer } from '../../../scenarios/api.js';

export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isStdoutTerminal: boolean;
  readonly isStderrTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `interrupted` at the first Ctrl-C from now on, until what it gives back is called; a second one ends the process. */
  readonly onInterrupt: (interrupted: () => void) => () => void;
}

/** What every command gets. */
export interface CommandContext {
  readonly io: Io;
  readonly layer: ScenarioLayer;
  /** Module that exports `layer`, for worker threads. */
  readonly layerUrl: string;
}

export function processIo(): Io {
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isStdoutTerminal: process.stdout.isTTY,
    isStderrTerminal: process.stderr.isTTY,
    env: process.env,
    onInterrupt: (interrupted) => {
      process.once('SIGINT', interrupted);
      return () => void process.off('SIGINT', interrupted);
    },
  };
}
