/** Runs a list of commands against the real thing and a plain model of it, one after the other, in a simulated world. */
import { Cancelled } from '../../../broker-core/runtime/scope.js';
import { enterTask, type Ctx } from '../../../broker-core/runtime/ctx.js';
import { sleep } from '../../../broker-core/runtime/time.js';
import type { Env, Wait } from '../../../broker-core/env.js';
import { UsageError } from '../settings/usage-error.js';
import { parseSteps, textOfStep, WAIT, type Commands, type Step } from './commands.js';

/** What {@link modelRun} takes. */
export interface ModelRunOptions<Model, Real> {
  readonly commands: Commands<Model, Real>;
  /** `put key=1 value=2; get key=1`, mostly the value of a knob that `steps` has made. */
  readonly steps: string;
  /** At the beginning; commands change it. */
  readonly model: Model;
  /** Told once, where model and real thing disagree; no step follows. Names the step. */
  readonly onMismatch: (detail: string) => void;
  /** Time before each step, milliseconds of virtual time. Default: 0. */
  readonly pauseMs?: number;
}

/** A list of commands on its way. */
export interface ModelRun<Real> {
  /**
   * In the `boot` of the client's node: begins, or goes on with the next step after a crash; the step during
   * which the process died is `lost`.
   */
  readonly start: (env: Env, real: Real) => void;
  /** The same in a task that there is already; resolves when all steps are over. */
  readonly runIn: (ctx: Ctx, real: Real) => Promise<void>;
  /** Whether all steps are over: for `isDone` of an app. */
  readonly isDone: () => boolean;
}

const PAUSE: Wait = { kind: 'sleep', label: 'before the next step' };

/** Nothing runs before its first `start`. Throws a `UsageError` for a list that is none of these commands. */
export function modelRun<Model, Real>(options: ModelRunOptions<Model, Real>): ModelRun<Real> {
  const { commands, model, onMismatch, pauseMs = 0 } = options;
  const parsed = parseSteps(commands, options.steps);
  if (!parsed.ok) throw new UsageError(parsed.problem);
  const { steps } = parsed;
  let next = 0;
  /** Begun, and not over. */
  let current: Step | null = null;

  const go = async (ctx: Ctx, real: Real): Promise<void> => {
    for (;;) {
      const step = steps[next];
      if (step === undefined) return;
      const pauses = step.command === WAIT && commands[WAIT] === undefined ? Number(step.args['steps']) : 1;
      if (pauseMs > 0) await sleep(ctx, pauses * pauseMs * 1000, PAUSE);
      const { [step.command]: command } = commands;
      if (command?.check?.(model, step.args) ?? true) {
        ctx.env.trace.mark(`step:${next + 1}`);
        current = step;
        await command?.run(ctx, model, real, step.args);
        current = null;
      }
      next += 1;
    }
  };

  const runIn = async (ctx: Ctx, real: Real): Promise<void> => {
    if (current !== null) {
      commands[current.command]?.lost?.(model, current.args);
      current = null;
      next += 1;
    }
    try {
      await go(ctx, real);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      const failed = steps[next];
      const where = failed === undefined ? '' : `step ${next + 1}, ${textOfStep(failed)}: `;
      current = null;
      next = steps.length;
      onMismatch(`${where}${error instanceof Error ? error.message : String(error)}`);
    }
  };

  return {
    runIn,
    start: (env, real) => void enterTask(env, (ctx) => runIn(ctx, real)),
    isDone: () => next >= steps.length,
  };
}
