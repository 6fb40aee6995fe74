/**
 * The pump drives a kernel from the host: events in a tight loop, a barrier after those that entered async
 * code, and every 100 ms of wall time a turn for the host, with the guards down.
 */
import { createGuards, type Guards } from './guards.js';
import {
  afterContinuations,
  drainOfHost,
  isHeapNearlyFull,
  wallNowMs,
  watchUnhandledRejections,
  yieldToHost,
  type Barrier,
  type Resumable,
} from './host.js';
import type { RunEnd } from './types.js';
import type { Announcements, LastEvent } from './unannounced.js';

/** Wall milliseconds between turns of the host's event loop; to take the guards down and up costs 0.1 ms. */
const HOST_TURN_MS = 100;
/** Wall milliseconds between looks at the heap: in so short a time a run allocates 10 MB. */
const HEAP_LOOK_MS = 25;
/** Events between looks at the wall clock. */
const EVENTS_PER_LOOK = 64;

/** What the pump needs of a kernel. */
export interface Pumped {
  readonly barrier: Barrier;
  readonly barrierOnlyWhenEntered: boolean;
  readonly wallMsMax: number;
  readonly end: RunEnd;
  /** Fires the next event, and gives it back; null when the run has ended. */
  step(): LastEvent | null;
  /** Whether async code was entered since it was last asked. */
  takeEntered(): boolean;
  readonly announcements: Announcements;
  fail(error: unknown): void;
  hitBound(bound: 'wall time' | 'heap'): void;
}

/** Runs the kernel to its end. */
export function pump(kernel: Pumped): Promise<RunEnd> {
  return new Promise((resolve) => new Pump(kernel, resolve).start());
}

/** A class, because every run has one, and closures of one run are strangers to code compiled for another. */
class Pump implements Resumable {
  readonly #kernel: Pumped;
  readonly #guards: Guards;
  readonly #resolve: (end: RunEnd) => void;
  readonly #unwatch: () => void;
  readonly #startedMs = wallNowMs();
  #drainOfHost: (() => void) | null = null;
  #drain: (() => void) | null = null;
  #turnMs = this.#startedMs;
  #heapMs = this.#startedMs;
  #look = 0;
  #next: 'begin' | 'begin turn' | 'work' | 'end turn' | 'end' = 'begin';

  constructor(kernel: Pumped, resolve: (end: RunEnd) => void) {
    this.#kernel = kernel;
    this.#resolve = resolve;
    this.#guards = createGuards(kernel.barrier, (access) => kernel.fail(access));
    this.#unwatch = watchUnhandledRejections((reason) => kernel.fail(reason));
  }

  start(): void {
    yieldToHost(this);
  }

  /** After a barrier, or after the host's turn. */
  resume(): void {
    switch (this.#next) {
      case 'begin':
        this.#drainOfHost = drainOfHost();
        if (this.#kernel.barrier === 'drain') this.#drain = this.#drainOfHost;
        this.#next = 'begin turn';
        this.resume();
        break;
      case 'begin turn':
        this.#kernel.announcements.begin(this.#drainOfHost);
        this.#guards.up();
        this.#turnMs = wallNowMs();
        this.#next = 'work';
        this.#work();
        break;
      case 'work':
        this.#work();
        break;
      case 'end turn':
        this.#guards.down();
        this.#next = 'begin turn';
        yieldToHost(this);
        break;
      case 'end':
        this.#unwatch();
        this.#resolve(this.#kernel.end);
    }
  }

  #work(): void {
    const kernel = this.#kernel;
    const drain = this.#drain;
    for (let event = kernel.step(); event !== null; event = kernel.step()) {
      const announced = kernel.takeEntered();
      kernel.announcements.after(event, announced);
      const entered = announced || !kernel.barrierOnlyWhenEntered;
      this.#look += 1;
      if (this.#look >= EVENTS_PER_LOOK) this.#lookAtTheClock();
      if (entered && drain !== null) drain();
      // The host's turn comes after the continuations of this event, never among them.
      if (this.#next === 'end turn' || (entered && drain === null)) {
        if (drain !== null) this.resume();
        else afterContinuations(kernel.barrier === 'immediate' ? 'immediate' : 'tick', this);
        return;
      }
    }
    kernel.announcements.look(null);
    this.#guards.down();
    // A rejection without a handler is reported only after the tick that made it.
    this.#next = 'end';
    yieldToHost(this);
  }

  #lookAtTheClock(): void {
    this.#look = 0;
    const wallMs = wallNowMs();
    if (wallMs - this.#startedMs > this.#kernel.wallMsMax) this.#kernel.hitBound('wall time');
    if (wallMs - this.#heapMs >= HEAP_LOOK_MS) this.#lookAtTheHeap(wallMs);
    if (wallMs - this.#turnMs >= HOST_TURN_MS) this.#next = 'end turn';
  }

  /** An abort for want of memory would leave no verdict, and nothing to replay. */
  #lookAtTheHeap(wallMs: number): void {
    this.#heapMs = wallMs;
    if (isHeapNearlyFull()) this.#kernel.hitBound('heap');
  }
}

let lastRun: Promise<void> = Promise.resolve();

/**
 * Runs `work` once all that came before has ended: one simulation at a time in a thread. A test runner starts
 * all async tests of a file; their runs would interleave in the tick queue and see each other's guards.
 */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = lastRun.then(work);
  lastRun = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}
