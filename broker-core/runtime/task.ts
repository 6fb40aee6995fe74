/** What every async function takes first: the node it runs on (by its `env`) and what cancels it. */
import type { Env, TraceNames, Wait } from '../door.js';
import { Cancelled, Scope } from './scope.js';

export interface Ctx<Names extends TraceNames = TraceNames> {
  readonly env: Env<Names>;
  readonly scope: Scope;
}

/** A task that runs by itself. */
export interface Task {
  /** Drops the task at the point where it waits. */
  abort(): void;
}

const SPAWN: Wait = { kind: 'wake', label: 'spawn' };

/**
 * Starts `body` as a task of its own, as `tokio::spawn` does: not now but soon, at this same instant.
 * An error that it does not handle is a defect, and ends the run.
 */
export function spawn<Names extends TraceNames>(
  env: Env<Names>,
  body: (ctx: Ctx<Names>) => Promise<void>,
): Task {
  const scope = Scope.root();
  env.tasks.wake(SPAWN, () => {
    if (!scope.cancelled) run({ env, scope }, body);
  });
  return taskOf(env, scope);
}

/** As {@link spawn}, but `body` begins right now: for a callback that hands over to async code. */
export function enterTask<Names extends TraceNames>(
  env: Env<Names>,
  body: (ctx: Ctx<Names>) => Promise<void>,
): Task {
  const scope = Scope.root();
  run({ env, scope }, body);
  return taskOf(env, scope);
}

function run<Names extends TraceNames>(ctx: Ctx<Names>, body: (ctx: Ctx<Names>) => Promise<void>): void {
  const { tasks } = ctx.env;
  tasks.enter();
  body(ctx).catch((error: unknown) => {
    if (!(error instanceof Cancelled && ctx.scope.cancelled)) tasks.failed(error);
  });
}

function taskOf(env: Env, scope: Scope): Task {
  return {
    abort() {
      env.tasks.enter();
      scope.cancel();
    },
  };
}
