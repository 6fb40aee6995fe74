/** Runs the command line against scenarios that only pretend, and keeps what it prints. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '../main.js';
import type { Io } from '../support/io.js';
import { layer } from './fake-layer.js';

export interface FakeOptions {
  readonly invocation?: string;
  readonly env?: Io['env'];
  readonly isTerminal?: boolean;
  /** Ctrl-C as soon as something listens for it. */
  readonly isInterrupted?: boolean;
  /** Ctrl-C as the run after so many begins; for commands that run in this thread. */
  readonly interruptAfterRuns?: number;
}

export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `runCount`: runs in this thread that came to an end. */
export async function runFake(
  args: readonly string[],
  options: FakeOptions = {},
): Promise<Printed & { readonly runCount: number }> {
  const { env = {}, isTerminal = false, isInterrupted = false, interruptAfterRuns = Infinity } = options;
  const { invocation = 'stallgrind' } = options;
  let interrupt = (): void => undefined;
  let stdout = '';
  let stderr = '';
  const io: Io = {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    ...{ isStdoutTerminal: isTerminal, isStderrTerminal: isTerminal, env, invocation },
    onInterrupt: (interrupted) => {
      interrupt = interrupted;
      if (isInterrupted) queueMicrotask(interrupted);
      return () => undefined;
    },
  };
  const layerUrl = new URL('./fake-layer.js', import.meta.url).href;
  let runCount = 0;
  let endedCount = 0;
  const interruptible: typeof layer = {
    ...layer,
    runScenario: async (...run) => {
      if (runCount === interruptAfterRuns) interrupt();
      runCount += 1;
      const result = await layer.runScenario(...run);
      endedCount += 1;
      return result;
    },
  };
  const code = await runCli(args, { io, layer: interruptible, layerUrl });
  return { code, stdout, stderr, runCount: endedCount };
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'stallgrind-'));
}

/** What JSON has at the end of that path of names; undefined where it has nothing. */
export function fieldOf(json: string, ...path: readonly (string | number)[]): unknown {
  const step = (value: unknown, name: string | number): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return path.reduce<unknown>(step, JSON.parse(json));
}
