/** The same loops on @sinonjs/fake-timers, driven in the fastest ways that it has. */
import FakeTimers from '@sinonjs/fake-timers';
import { afterContinuations } from '../../sim/kernel/host.js';
import { startSleepers, startTimers, WAITS } from './loops.js';
import type { Workload } from './stopwatch.js';

/** Further than any of the loops gets. */
const LONG_MS = 100_000_000;

/** Callbacks that set themselves again. */
export const fakeTimers: Workload = {
  name: 'fake-timers: timers, tick',
  unit: 'events',
  run() {
    const clock = FakeTimers.createClock();
    startTimers((delayMs, fire) => clock.setTimeout(fire, delayMs));
    clock.tick(LONG_MS);
    return WAITS;
  },
};

/** Async functions that sleep again and again, driven by the clock's own `tickAsync`. */
export const fakeSleeps: Workload = {
  name: 'fake-timers: awaited sleeps, tickAsync',
  unit: 'events',
  async run() {
    const clock = sleepingClock();
    await clock.tickAsync(LONG_MS);
    return WAITS;
  },
};

/** The same, one timer at a time under this kernel's barrier, which is faster than the library's own. */
export const fakeSleepsOurBarrier: Workload = {
  name: 'fake-timers: awaited sleeps, next and our barrier',
  unit: 'events',
  run() {
    const clock = sleepingClock();
    return new Promise((resolve) => {
      const sleepers = {
        resume(): void {
          if (clock.countTimers() === 0) {
            resolve(WAITS);
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

function sleepingClock(): ReturnType<typeof FakeTimers.createClock> {
  const clock = FakeTimers.createClock();
  startSleepers((delayMs) => new Promise((resolve) => clock.setTimeout(() => resolve(), delayMs)));
  return clock;
}
