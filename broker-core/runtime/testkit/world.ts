import { World, type WorldOptions } from '../../../sim/world/world.js';
import type { RecordedFinding } from '../../../sim/cause/recorder.js';
import type { RunEnd } from '../../../sim/kernel/types.js';
import type { Wait } from '../../door.js';
import { enterTask, spawn, type Ctx, type Task } from '../task.js';
import { sleep } from '../time.js';

export const WAIT: Wait = { kind: 'sleep', label: 'test' };

/** What a program of a test works with: one process, and a log of who did what when. */
export interface Program {
  readonly ctx: Ctx;
  readonly world: World;
  /** Adds `what` to the log, with the time. */
  readonly log: (what: string) => void;
  readonly sleep: (delayUs: number) => Promise<void>;
  /** Starts a task of its own, now. */
  readonly start: (body: (ctx: Ctx) => Promise<void>) => Task;
}

export interface ProgramResult {
  readonly end: RunEnd;
  /** `time what`, in the order in which it happened. */
  readonly log: readonly string[];
  readonly findings: readonly RecordedFinding[];
  readonly hash: string;
  readonly world: World;
}

/** Runs a program as the only process of a world, until nothing is left to do. */
export async function runProgram(
  body: (program: Program) => Promise<void>,
  options: Partial<WorldOptions> = {},
): Promise<ProgramResult> {
  const world = new World({ seed: 1, ...options });
  const log: string[] = [];
  world.addNode({
    nodeId: 'n1',
    boot(env) {
      spawn(env, (ctx) =>
        body({
          ctx,
          world,
          log: (what) => void log.push(`${world.nowUs} ${what}`),
          sleep: (delayUs) => sleep(ctx, delayUs, WAIT),
          start: (task) => enterTask(env, task),
        }),
      );
    },
  });
  const end = await world.run();
  return { end, log, findings: world.recorder.findings, hash: world.kernel.hashText(), world };
}

/** The log of a program that is to run to its end without an error. */
export async function logOf(
  body: (program: Program) => Promise<void>,
  options: Partial<WorldOptions> = {},
): Promise<readonly string[]> {
  const { end, log } = await runProgram(body, options);
  if (end.reason === 'failed') throw end.error;
  return log;
}
