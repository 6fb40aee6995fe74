/**
 * The few things that the kernel needs of its host, taken once when the module loads, before any guard stands in their place.
 * This file and `guards.ts` are the only ones in `sim/` that may name them.
 */

const nextTick = process.nextTick.bind(process);
const setImmediateOfHost = setImmediate;
/** Already resolved: a reaction on it is a microtask, without the async resource that `queueMicrotask` makes for each. */
const settled = Promise.resolve();
const performanceOfHost = performance;
const nowOfHost = performance.now.bind(performanceOfHost);

/** How continuations are let run before the clock moves. See {@link createBarrier}. */
export type Barrier = 'tick' | 'immediate';

/**
 * Gives a function that calls `resume` once every continuation that is runnable then, and all those that these make runnable,
 * have run. It is made once, for each barrier of a run to use.
 *
 * `tick`: a microtask queues a next tick, and Node runs ticks only when the microtask queue is empty. About three times as fast
 * as `immediate`, but code that itself uses `process.nextTick` may run after `resume`; for such code there is `immediate`.
 */
export function createBarrier(barrier: Barrier, resume: () => void): () => void {
  if (barrier === 'immediate') {
    return () => {
      setImmediateOfHost(resume);
    };
  }
  const queueTick = (): void => {
    nextTick(resume);
  };
  return () => {
    void settled.then(queueTick);
  };
}

/** Lets the host's event loop turn once: signals, output and test runners get their chance. */
export function yieldToHost(resume: () => void): void {
  setImmediateOfHost(() => {
    // From a tick on, so that `tick` barriers find themselves inside the tick queue's own loop.
    nextTick(resume);
  });
}

/** Wall-clock milliseconds; never seen by what is simulated. */
export function wallNowMs(): number {
  return nowOfHost();
}

/** Calls `report` for promises that are rejected without a handler, until the returned function is called. */
export function watchUnhandledRejections(report: (reason: unknown) => void): () => void {
  process.on('unhandledRejection', report);
  return () => {
    process.off('unhandledRejection', report);
  };
}
