/** The same loops on @sinonjs/fake-timers, driven in the fastest ways that it has. */
import FakeTimers from '@sinonjs/fake-timers';
import { afterContinuations } from '../../sim/kernel/host.js';
import { createDelays, LOOPS, WAITS } from './loops.js';
import type { Workload } from './stopwatch.js';

/** Further than any of the loops gets. */
const LONG_MS = 100_000_000;

/** Callbacks that set themselves again. */
export const fakeTimers: Workload = {
  name: 'fake-timers: timers, tick',
  unit: 'events',
  run() {
    const clock = FakeTimers.createClock();
    const delay = createDelays();
    let left = WAITS;
    let fired = 0;
    const loop = (): void => {
      left -= 1;
      fired += 1;
      if (left >= LOOPS) clock.setTimeout(loop, delay());
    };
    for (let i = 0; i < LOOPS; i += 1) clock.setTimeout(loop, delay());
    clock.tick(LONG_MS);
    return fired;
  },
};

/** Async functions that sleep again and again, driven by the clock's own `tickAsync`. */
export const fakeSleeps: Workload = {
  name: 'fake-timers: awaited sleeps, tickAsync',
  unit: 'events',
  async run() {
    const { clock, counts } = startSleepers();
    await clock.tickAsync(LONG_MS);
    return counts.fired;
  },
};

/** The same, one timer at a time under this kernel's barrier, which is faster than the library's own. */
export const fakeSleepsOurBarrier: Workload = {
  name: 'fake-timers: awaited sleeps, next and our barrier',
  unit: 'events',
  run() {
    const { clock, counts } = startSleepers();
    return new Promise((resolve) => {
      const sleepers = {
        resume(): void {
          if (clock.countTimers() === 0) {
            resolve(counts.fired);
            return;
          }
          clock.next();
          afterContinuations('tick', sleepers);
        },
      };
      // From a tick on, so that the barriers stay inside the tick queue's own loop.
      process.nextTick(() => sleepers.resume());
    });
  },
};

function startSleepers(): { clock: ReturnType<typeof FakeTimers.createClock>; counts: { fired: number } } {
  const clock = FakeTimers.createClock();
  const delay = createDelays();
  const counts = { fired: 0 };
  let left = WAITS;
  const sleep = (delayMs: number): Promise<void> =>
    new Promise((resolve) => clock.setTimeout(() => resolve(), delayMs));
  const loop = async (): Promise<void> => {
    while (left >= LOOPS) {
      await sleep(delay());
      left -= 1;
      counts.fired += 1;
    }
  };
  for (let i = 0; i < LOOPS; i += 1) void loop();
  return { clock, counts };
}
