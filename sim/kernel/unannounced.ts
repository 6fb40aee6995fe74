/**
 * Finds async code that nobody announced: a callback resumed a promise or started an async function without
 * `tasks.enter()`. No barrier follows such an event, so its continuations would run too late, or never.
 *
 * After an event that announced nothing the queue of promise jobs is empty. So it is drained there, for 15
 * ns; a call of Env meanwhile comes from a continuation that nobody announced. One that makes no such call
 * does no harm, and is found only while the run has announced nothing at all.
 */
import type { Wait } from '../../broker-core/door.js';
import { countPromiseJobs } from './host.js';
import type { Life } from './types.js';

/** Async code ran that no `tasks.enter()` announced. Ends the run. */
export class MissedEnter extends Error {
  override readonly name = 'MissedEnter';
  constructor(
    /** The call of Env that gave it away: the first stack frame outside the simulator, or null. */
    readonly place: string | null,
    /** The event whose callback most likely lacks the call: its wait, node and time. */
    readonly event: string,
  ) {
    super(
      `async code ran that no tasks.enter() announced, ${place === null ? '' : `at ${place}, `}after ${event}; ` +
        'call env.tasks.enter() in the callback, before it resolves a promise or starts an async function',
    );
  }
}

/** What is said of the event that ran last. */
export interface LastEvent {
  readonly atUs: number;
  readonly life: Life | null;
  readonly kind: string;
  readonly wait: Wait;
}

/** After so many events in a row that announced nothing (plain callbacks), only every 16th is looked at. */
const DENSE_MAX = 1024;
const SPARSE_EVERY = 16;
/**
 * Looks that count promise jobs, in a run that has announced nothing yet. Not at its start, where `spawn`
 * only asks for a wake-up: counting slows down the promises of the whole process by 10 %.
 */
const COUNTED_MAX = 64;

/** A class, because every run has one; see `pump.ts`. */
export class Announcements {
  /** True while promise jobs run that nobody announced. */
  isStray = false;
  readonly #fail: (error: MissedEnter) => void;
  readonly #countsAlways: boolean;
  #drain: (() => void) | null = null;
  #last: LastEvent | null = null;
  #announced = false;
  #isStarted = false;
  #unannounced = 0;
  #counted = 0;

  constructor(countsAlways: boolean, fail: (error: MissedEnter) => void) {
    this.#countsAlways = countsAlways;
    this.#fail = fail;
  }

  /** `drain` runs all promise jobs in place; null: nothing is looked for. Runs what the host left. */
  begin(drain: (() => void) | null): void {
    this.#drain = drain;
    drain?.();
  }

  /** After an event. */
  after(event: LastEvent, entered: boolean): void {
    if (entered) {
      this.#announced = true;
      this.#unannounced = 0;
      return;
    }
    this.#unannounced += 1;
    if (this.#unannounced <= DENSE_MAX || this.#unannounced % SPARSE_EVERY === 0) this.look(event);
    else this.#last = event;
    this.#isStarted = true;
  }

  /**
   * Before an event announces async code: promise jobs left by events that were not looked at are stray. The
   * barrier that follows would run them as if they had been announced.
   */
  beforeEntry(): void {
    if (this.#unannounced > DENSE_MAX && this.#unannounced % SPARSE_EVERY !== 0) this.look(this.#last);
  }

  /**
   * Runs what promise jobs there are; `event` is named for them, null at the end of the run. Only where
   * nothing was announced since the last barrier.
   */
  look(event: LastEvent | null): void {
    const drain = this.#drain;
    if (drain === null) return;
    this.#last = event;
    this.isStray = true;
    if (this.#countsAlways || (this.#isStarted && !this.#announced && this.#counted < COUNTED_MAX)) {
      this.#counted += 1;
      if (countPromiseJobs(drain) > 0) this.missed();
    } else {
      drain();
    }
    this.isStray = false;
  }

  /** Reports that async code was not announced. */
  missed(place: string | null = null): void {
    this.#fail(new MissedEnter(place, this.#describe()));
  }

  /** Reports a call of Env. It does not throw: test runners would report a rejection too. */
  called(): void {
    this.missed(placeOf(new Error()));
  }

  #describe(): string {
    const event = this.#last;
    if (event === null) return 'the last events of the run';
    const which =
      this.#unannounced > DENSE_MAX ? `one of the last ${String(SPARSE_EVERY)} events up to the` : 'the';
    const owner = event.life === null ? '' : ` of ${event.life.nodeId}`;
    return `${which} ${event.kind} event '${event.wait.label}'${owner} at ${String(event.atUs)} us`;
  }
}

/** Files of the simulator, in its sources, compiled and as a package. */
const OWN_FRAME =
  /[\\/]sim[\\/](kernel|machine|world|faults|cause|random)[\\/]|[\\/]broker-core[\\/]runtime[\\/]|[\\/](dist|stallgrind)[\\/]package[\\/]|\(node:/;
const TEST_FRAME = /\.test\.|[\\/]testkit[\\/]/;

/** The first frame of the stack outside the simulator. */
function placeOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').slice(1);
  const outside = frames.find((frame) => !OWN_FRAME.test(frame) || TEST_FRAME.test(frame));
  return outside?.trim().replace(/^at (async )?/, '') ?? 'an unknown place';
}
