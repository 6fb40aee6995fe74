/**
 * Async building blocks on an {@link Env}: tasks that end with their context, sleeps, time-outs, locks,
 * channels. They announce themselves, so code that waits with nothing else never calls `tasks.enter()`.
 *
 * ```
 * spawn(env, async (ctx) => {
 *   const answer = await timeout(ctx, 50_000, WAIT, (inner) => ask(inner));
 *   if (answer.timedOut) env.trace.note('no answer');
 * });
 * ```
 *
 * @packageDocumentation
 */
export { enterTask, spawn, type Ctx, type Task } from './task.js';
export { Cancelled, type Scope, type Waiting } from './scope.js';
export type { Place } from './line.js';
export type * from '../door.js';
export { Interval, sleep, timeout, yieldNow, type MissedTicks, type Timed } from './time.js';
export type { CameTrue } from './slept.js';
export { Notify, type Notified } from './notify.js';
export { Mutex, RwLock } from './locks.js';
export { Watch, WatchReceiver } from './watch.js';
export { Mpsc, Oneshot } from './channel.js';
export { bufferUnordered, joinAll, select } from './join.js';
export { completion, compute, sharedCompletion, suspend, type Abandon, type Waker } from './suspend.js';
