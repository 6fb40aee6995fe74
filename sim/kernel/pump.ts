/**
 * The pump drives a kernel from the host: events in a tight loop, a barrier after those that entered async code, and every few
 * tens of milliseconds of wall time a turn for the host, with the guards down. The turn leaves no trace in the run.
 */
import { createGuards } from './guards.js';
import { createBarrier, wallNowMs, watchUnhandledRejections, yieldToHost, type Barrier } from './host.js';
import type { RunEnd } from './run-end.js';

/** Wall milliseconds between turns of the host's event loop. */
const HOST_TURN_MS = 25;
/** Events between looks at the wall clock. */
const EVENTS_PER_LOOK = 64;

/** What the pump needs of a kernel. */
export interface Pumped {
  readonly barrier: Barrier;
  readonly barrierOnlyWhenEntered: boolean;
  readonly wallMsMax: number;
  readonly end: RunEnd;
  /** Fires the next event; false when the run has ended. */
  step(): boolean;
  /** Whether async code was entered since it was last asked. */
  takeEntered(): boolean;
  fail(error: unknown): void;
  hitBound(bound: 'wall time'): void;
}

/** Runs the kernel to its end. */
export function pump(kernel: Pumped): Promise<RunEnd> {
  const guards = createGuards(kernel.barrier, (access) => {
    kernel.fail(access);
  });
  const startedMs = wallNowMs();
  let turnMs = startedMs;
  let look = 0;

  return new Promise((resolve) => {
    const unwatch = watchUnhandledRejections((reason) => {
      kernel.fail(reason);
    });

    const workAfterContinuations = createBarrier(kernel.barrier, work);
    const endTurnAfterContinuations = createBarrier(kernel.barrier, endTurn);

    function beginTurn(): void {
      guards.up();
      turnMs = wallNowMs();
      work();
    }
    function work(): void {
      while (kernel.step()) {
        const entered = kernel.takeEntered() || !kernel.barrierOnlyWhenEntered;
        look += 1;
        if (look >= EVENTS_PER_LOOK && hostIsDue()) {
          // The host's turn comes after the continuations of this event, never among them.
          endTurnAfterContinuations();
          return;
        }
        if (entered) {
          workAfterContinuations();
          return;
        }
      }
      finish();
    }
    function hostIsDue(): boolean {
      look = 0;
      const wallMs = wallNowMs();
      if (wallMs - startedMs > kernel.wallMsMax) kernel.hitBound('wall time');
      return wallMs - turnMs >= HOST_TURN_MS;
    }
    function endTurn(): void {
      guards.down();
      yieldToHost(beginTurn);
    }
    function finish(): void {
      guards.down();
      // A rejection without a handler is reported only after the tick that made it.
      yieldToHost(() => {
        unwatch();
        resolve(kernel.end);
      });
    }
    yieldToHost(beginTurn);
  });
}
