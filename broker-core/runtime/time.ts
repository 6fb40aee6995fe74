/** Sleeping, time-outs and intervals, with tokio's meaning (`tokio::time`). */
import { assert } from '../assert.js';
import type { Env, TraceNames, Wait } from '../door.js';
import type { Ctx } from './task.js';
import { Cancelled } from './scope.js';
import { type CameTrue, tellIfSlept } from './slept.js';
import { suspend } from './suspend.js';

const NEVER: CameTrue = () => false;

/** Waits for `delayUs`. `cameTrue`: whether it should have been woken before. */
export function sleep(ctx: Ctx, delayUs: number, wait: Wait, cameTrue = NEVER): Promise<void> {
  const { timers } = ctx.env;
  return suspend<void>(ctx, wait, (waker) => {
    const timer = timers.after(delayUs, wait, () => {
      tellIfSlept(ctx.env, wait, cameTrue);
      waker.resume();
    });
    return { waiting: () => timers.cancel(timer) };
  });
}

const YIELD: Wait = { kind: 'wake', label: 'yield' };

/** Lets everything else go on that can, now (`tokio::task::yield_now`); `wait` is what reports call it. */
export function yieldNow(ctx: Ctx, wait = YIELD): Promise<void> {
  return suspend<void>(ctx, wait, (waker) => {
    ctx.env.tasks.wakeLast(wait, () => waker.resume());
    return {};
  });
}

export type Timed<T> = { readonly timedOut: false; readonly value: T } | { readonly timedOut: true };

const TIMED_OUT: Timed<never> = { timedOut: true };

/**
 * Runs `body` for at most `limitUs`, then drops it where it waits. When both are due at one instant the body
 * wins, because tokio polls the future before the delay. `cameTrue`: whether it should have been woken.
 */
export async function timeout<T, Names extends TraceNames>(
  ctx: Ctx<Names>,
  limitUs: number,
  wait: Wait,
  body: (ctx: Ctx<Names>) => Promise<T>,
  cameTrue = NEVER,
): Promise<Timed<T>> {
  const { timers, tasks } = ctx.env;
  const scope = ctx.scope.child();
  let expired = false;
  const timer = timers.after(limitUs, wait, () => {
    // 1. A process that was paused goes on, and its timers and messages come at one instant. 2. This one is
    // first; a message makes it so, and wakes the body. 3. The body is only behind in the line.
    const wasTrue = cameTrue();
    // By a wake-up of its own, so that what was woken at this instant goes first.
    tasks.wakeLast(wait, () => {
      if (scope.cancelled) return;
      if (wasTrue) tellIfSlept(ctx.env, wait, cameTrue);
      expired = true;
      tasks.enter();
      scope.cancel();
    });
  });
  try {
    const value = await body({ env: ctx.env, scope });
    // A body that caught the cancellation and went on has lost all the same: its value is dropped.
    return expired ? TIMED_OUT : { timedOut: false, value };
  } catch (error) {
    if (expired && error instanceof Cancelled) return TIMED_OUT;
    throw error;
  } finally {
    timers.cancel(timer);
    scope.close();
    // A wake-up that is already under way must find nothing left to do.
    scope.cancel();
  }
}

/** Runs `body`, and tells how long it took as the wait of that name. */
export async function measured<T, Names extends TraceNames>(
  { env }: Ctx<Names>,
  name: Names['wait'],
  body: () => Promise<T>,
): Promise<T> {
  const startUs = env.trace.nowUs();
  const value = await body();
  env.trace.waited(name, env.trace.nowUs() - startUs);
  return value;
}

/** Measures `body` as a request that ends with the outcome of its value; CANCELLED if it is dropped. */
export async function spanned<T, Names extends TraceNames>(
  { env: { trace } }: Ctx<Names>,
  operation: Names['operation'],
  outcomeOf: (value: T) => string,
  body: () => Promise<T>,
): Promise<T> {
  const span = trace.begin(operation);
  let outcome = 'CANCELLED';
  try {
    const value = await body();
    outcome = outcomeOf(value);
    return value;
  } finally {
    trace.end(span, outcome);
  }
}

/** What an interval does about missed ticks: all at once, or none (`tokio::time::MissedTickBehavior`). */
export type MissedTicks = 'burst' | 'skip';

/** A tick this late is not a missed one yet. tokio 1, `time/interval.rs`. */
const LATE_US = 5_000;

/** A clock tick every `periodUs`; the first at once. */
export class Interval {
  #nextUs: number;

  constructor(
    env: Env,
    private readonly periodUs: number,
    private readonly wait: Wait,
    private readonly missed: MissedTicks = 'burst',
  ) {
    assert(periodUs > 0, 'an interval has a period');
    this.#nextUs = env.clock.nowUs();
  }

  /** Waits for the next tick; at once if it is overdue. */
  async tick(ctx: Ctx): Promise<void> {
    const { clock } = ctx.env;
    const dueUs = this.#nextUs;
    const waitUs = dueUs - clock.nowUs();
    if (waitUs > 0) await sleep(ctx, waitUs, this.wait);
    // Read again: a process that was paused wakes up long after the tick was due.
    const nowUs = clock.nowUs();
    const isMissed = nowUs - dueUs > LATE_US;
    this.#nextUs =
      isMissed && this.missed === 'skip'
        ? nowUs + this.periodUs - ((nowUs - dueUs) % this.periodUs)
        : dueUs + this.periodUs;
  }
}
