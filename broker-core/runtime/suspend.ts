/** The one place where async code waits: everything else in `runtime/` is built on {@link suspend}. */
import { assert } from '../assert.js';
import type { Wait } from '../door.js';
import type { Ctx } from './task.js';
import type { Line, Place } from './line.js';
import { Cancelled, type Waiting } from './scope.js';

/** The handle by which a primitive lets a waiter go on. */
export interface Waker<T> {
  /** Lets it go on soon, at this same instant, in a turn of its own, as several may be woken. Once only. */
  wake(value: T): void;
  /** Lets it go on within the event that runs now, which exists for it alone (its timer, its reply). */
  resume(value: T): void;
}

/** What a primitive does when a waiter is cancelled. */
export interface Abandon<T> {
  /** It was still waiting: forget it. */
  readonly waiting?: () => void;
  /** It had been woken with this, and was dropped before it could go on: pass it on. */
  readonly woken?: (value: T) => void;
}

/**
 * Waits until the waker is used. `arm` is called at once; a waker used inside `arm` resolves immediately.
 * Rejects with {@link Cancelled} when the scope is cancelled, now or while it waits.
 */
export function suspend<T>(ctx: Ctx, wait: Wait, arm: (waker: Waker<T>) => Abandon<T>): Promise<T> {
  if (ctx.scope.cancelled) return Promise.reject(Cancelled.instance);
  return new Promise<T>((resolve, reject) => {
    new Suspension<T>(ctx, wait, resolve, reject).arm(arm);
  });
}

/** Waits in a line until it is taken out and woken. `woken`: as in {@link Abandon}. */
export function suspendInLine<T>(
  ctx: Ctx,
  wait: Wait,
  line: Line<Waker<T>>,
  woken: (value: T) => void = () => undefined,
): Promise<T> {
  return suspend<T>(ctx, wait, (waker) => {
    const place = line.join(waker);
    return { waiting: () => line.leave(place), woken };
  });
}

class Suspension<T> implements Waker<T>, Waiting {
  #state: 'arming' | 'waiting' | 'woken' | 'over' = 'arming';
  #value: { readonly value: T } | null = null;
  #abandon: Abandon<T> | null = null;
  #place: Place<Waiting> | null = null;

  constructor(
    private readonly ctx: Ctx,
    private readonly because: Wait,
    private readonly resolve: (value: T) => void,
    private readonly reject: (error: Cancelled) => void,
  ) {}

  arm(arm: (waker: Waker<T>) => Abandon<T>): void {
    this.#abandon = arm(this);
    if (this.#state !== 'arming') return;
    this.#state = 'waiting';
    this.#place = this.ctx.scope.add(this);
  }

  wake(value: T): void {
    if (this.#state === 'arming') {
      this.resume(value);
      return;
    }
    if (this.#state !== 'waiting') return;
    this.#state = 'woken';
    this.#value = { value };
    this.ctx.env.tasks.wake(this.because, () => {
      if (this.#state === 'woken') this.#goOn(value);
    });
  }

  resume(value: T): void {
    if (this.#state === 'arming' || this.#state === 'waiting') this.#goOn(value);
  }

  cancel(): void {
    const state = this.#state;
    assert(state === 'waiting' || state === 'woken', 'only what waits can be cancelled');
    this.#state = 'over';
    if (state === 'woken' && this.#value !== null) this.#abandon?.woken?.(this.#value.value);
    else this.#abandon?.waiting?.();
    this.reject(Cancelled.instance);
  }

  #goOn(value: T): void {
    this.#state = 'over';
    if (this.#place !== null) this.ctx.scope.remove(this.#place);
    this.ctx.env.tasks.enter();
    this.resolve(value);
  }
}

const COMPLETED: Wait = { kind: 'wake', label: 'completed' };

/**
 * Waits for a completion that is an event of its own (a disk operation, a stretch of cpu). If the waiter is
 * dropped the operation goes on, and its result is lost, as with a blocking call on another thread.
 */
export function completion<T>(ctx: Ctx, start: (done: (value: T) => void) => void): Promise<T> {
  return suspend<T>(ctx, COMPLETED, (waker) => {
    start((value) => waker.resume(value));
    return {};
  });
}

/** As {@link completion}, when one event may report to many (a group commit): each gets a turn of its own. */
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
