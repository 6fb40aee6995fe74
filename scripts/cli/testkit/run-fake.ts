/** Runs the command line against scenarios that only pretend, and keeps what it prints. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../main.js';
import type { Io } from '../support/io.js';
import { layer } from './fake-layer.js';

export interface FakeOptions {
  readonly invocation?: string;
  readonly env?: Io['env'];
  readonly isTerminal?: boolean;
  /** Cells a line of the terminal. */
  readonly columns?: number;
  /** Ctrl-C as soon as something listens for it. */
  readonly isInterrupted?: boolean;
  /** Ctrl-C as the run after so many begins; for commands that run in this thread. */
  readonly interruptAfterRuns?: number;
  /** Called as each run begins; for commands that run in this thread. */
  readonly onRun?: () => void;
}

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An `Io` that keeps what is printed, and in which no time passes: on a busy machine no command is late. */
export function fakeIo({ env = {}, isTerminal = false, invocation = 'stallgrind', columns }: FakeOptions): {
  readonly io: Io;
  readonly printed: { stdout: string; stderr: string };
} {
  const printed = { stdout: '', stderr: '' };
  const io: Io = {
    stdout: (text) => void (printed.stdout += text),
    stderr: (text) => void (printed.stderr += text),
    isStdoutTerminal: isTerminal,
    isStderrTerminal: isTerminal,
    stdoutColumns: columns ?? null,
    env,
    nowMs: () => 0,
    invocation,
    onInterrupt: () => () => undefined,
  };
  return { io, printed };
}

/** `runCount`: runs in this thread that came to an end. */
export async function runFake(
  args: readonly string[],
  options: FakeOptions = {},
): Promise<Printed & { readonly runCount: number }> {
  const { isInterrupted = false, interruptAfterRuns = Infinity, onRun } = options;
  const { io: quiet, printed } = fakeIo(options);
  let interrupt = (): void => undefined;
  const io: Io = {
    ...quiet,
    onInterrupt: (interrupted) => {
      interrupt = interrupted;
      if (isInterrupted) queueMicrotask(interrupted);
      return () => undefined;
    },
  };
  const layerSource = { url: new URL('./fake-layer.js', import.meta.url).href, configFile: null };
  let runCount = 0;
  let endedCount = 0;
  const interruptible: typeof layer = {
    ...layer,
    runScenario: async (...run) => {
      if (runCount === interruptAfterRuns) interrupt();
      runCount += 1;
      onRun?.();
      const result = await layer.runScenario(...run);
      endedCount += 1;
      return result;
    },
  };
  const code = await runCli(args, { io, layer: interruptible, layerSource });
  return { code, ...printed, runCount: endedCount };
}

const folders: string[] = [];

/** It is gone when the tests of this thread have ended. */
export function newFolder(): string {
  if (folders.length === 0)
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  const folder = mkdtempSync(join(tmpdir(), 'stallgrind-'));
  folders.push(folder);
  return folder;
}

/** What JSON has at the end of that path of names; undefined where it has nothing. */
export function fieldOf(json: string, ...path: readonly (string | number)[]): unknown {
  const step = (value: unknown, name: string | number): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return path.reduce<unknown>(step, JSON.parse(json));
}
