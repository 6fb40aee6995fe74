/**
 * The few things that the kernel needs of its host, taken once at load, before any guard stands in their
 * place. This file and `guards.ts` are the only ones in `sim/` that may name them.
 */
import { getHeapStatistics, promiseHooks, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const nextTick = process.nextTick.bind(process);
const setImmediateOfHost = setImmediate;
/** Already resolved: a reaction on it is a microtask without the async resource of `queueMicrotask`. */
const settled = Promise.resolve();
/** Undocumented: Node itself runs it between two immediates. Whether it works is tried before each run. */
const runTicks = (process as object as { readonly _tickCallback?: () => void })._tickCallback;
const performanceOfHost = performance;
const nowOfHost = performance.now.bind(performanceOfHost);

/** How continuations are let run before the clock moves. See {@link afterContinuations}. */
export type Barrier = 'drain' | 'tick' | 'immediate';

/** What goes on after a barrier. */
export interface Resumable {
  resume(): void;
}

/** What the tick under way resumes. One is enough, because the simulations of a thread take turns. */
let waiting: Resumable | null = null;

// The same functions in all runs: the host compiles its tick loop for the very one that it finds there.
const resumeWaiting = (): void => {
  const resumed = waiting;
  waiting = null;
  resumed?.resume();
};
const queueTick = (): void => {
  nextTick(resumeWaiting);
};

/**
 * What runs every continuation that is runnable, and all that these make runnable; null if the host has
 * nothing that does. Twice as fast as a tick for each barrier. Ask outside of microtasks: only there can it
 * drain them.
 */
export function drainOfHost(): (() => void) | null {
  if (runTicks === undefined) return null;
  let hops = 0;
  const hop = (): void => {
    hops += 1;
    if (hops < 3) void settled.then(hop);
  };
  void settled.then(hop);
  runTicks();
  return hops === 3 ? runTicks : null;
}

/**
 * Resumes `next` once every continuation that is runnable now, and all that these make so, have run. `tick`:
 * a microtask queues a next tick, and Node runs ticks only when the microtask queue is empty. Three times as
 * fast as `immediate`, which is for code that itself uses `process.nextTick`: that may run after a tick.
 */
export function afterContinuations(barrier: 'tick' | 'immediate', next: Resumable): void {
  if (waiting !== null) throw new Error('a barrier is under way: two simulations run at once');
  waiting = next;
  if (barrier === 'immediate') setImmediateOfHost(resumeWaiting);
  else void settled.then(queueTick);
}

/**
 * Runs `work`, and counts the promise jobs that run in it. Use sparingly: once hooks were set, V8 compiles
 * the promises of this thread without some of its shortcuts for good, 10 to 15 % slower.
 */
export function countPromiseJobs(work: () => void): number {
  let count = 0;
  const stop = promiseHooks.onBefore(() => {
    count += 1;
  }) as () => void; // Node's own types say no more than Function.
  try {
    work();
  } finally {
    stop();
  }
  return count;
}

/** Lets the host's event loop turn once, for signals, output and test runners; then resumes `next`. */
export function yieldToHost(next: Resumable): void {
  setImmediateOfHost(() => {
    // From a tick on, so that `tick` barriers find themselves inside the tick queue's own loop.
    waiting = next;
    nextTick(resumeWaiting);
  });
}

/** Wall-clock milliseconds; never seen by what is simulated. */
export function wallNowMs(): number {
  return nowOfHost();
}

/** In use, of the limit of the old generation: from here on garbage is collected to see what is alive. */
const HEAP_USED_MAX = 0.85;
/**
 * Alive, of the same: what is left is for the result and the capsule of a run that ends here. As much below
 * the other: collected again after each few MB, V8 would give up on a heap that is only nearly full.
 */
const HEAP_ALIVE_MAX = 0.7;
/** The limit that V8 tells has room for three semi-spaces of 16 MiB. */
const YOUNG_BYTES = 48 * 2 ** 20;

/**
 * Whether what is alive in this thread comes near the limit of its heap, where the host would abort. Garbage
 * does not count: V8 lets it lie up to the limit.
 */
export function isHeapNearlyFull(): boolean {
  if (heapShare() <= HEAP_USED_MAX) return false;
  collectGarbage();
  return heapShare() > HEAP_ALIVE_MAX;
}

function heapShare(): number {
  const { used_heap_size: usedBytes, heap_size_limit: limitBytes } = getHeapStatistics();
  return usedBytes / Math.max(limitBytes - YOUNG_BYTES, limitBytes / 2);
}

/** V8 has it in contexts that are made while the flag is set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // As that flag has it.
  setFlagsFromString('--no-expose-gc');
  collect();
}

/** Calls `report` for promises that are rejected without a handler, until the returned function is called. */
export function watchUnhandledRejections(report: (reason: unknown) => void): () => void {
  process.on('unhandledRejection', report);
  return () => process.off('unhandledRejection', report);
}
