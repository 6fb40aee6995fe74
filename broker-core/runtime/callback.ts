/** From callbacks to promises, for what {@link Env} gives: cpu, disk, and whatever completes later. */
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import { suspend } from './suspend.js';

const COMPLETED: Wait = { kind: 'wake', label: 'completed' };

/**
 * Waits for a completion that is an event of its own (a disk operation, a stretch of cpu). If the waiter is dropped the
 * operation goes on, and its result is lost, as with a blocking call on another thread.
 */
export function completion<T>(ctx: Ctx, start: (done: (value: T) => void) => void): Promise<T> {
  return suspend<T>(ctx, COMPLETED, (waker) => {
    start((value) => waker.resume(value));
    return {};
  });
}

/** As {@link completion}, for one that may be reported to many in the same event (a group commit): each gets a turn of its own. */
export function sharedCompletion<T>(
  ctx: Ctx,
  wait: Wait,
  start: (done: (value: T) => void) => void,
): Promise<T> {
  return suspend<T>(ctx, wait, (waker) => {
    start((value) => waker.wake(value));
    return {};
  });
}

/** Occupies a worker thread for `costUs`. */
export function compute(ctx: Ctx, costUs: number, label: string): Promise<void> {
  return completion<void>(ctx, (done) => {
    ctx.env.cpu.run(costUs, label, () => done());
  });
}
