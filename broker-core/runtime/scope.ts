/**
 * Scopes: what is cancelled together. A cancelled scope rejects everything that waits in it and below it with
 * {@link Cancelled}; so `finally` runs and locks are released, as when a Rust future is dropped at its await.
 */
import { assert } from '../assert.js';
import { Line, type Place } from './line.js';

/** Thrown by a wait whose scope was cancelled. Catch it only to clean up, and throw it on. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  /** One for all: where it was made says nothing, and a stack trace for each costs a percent of a run. */
  static readonly instance = new Cancelled();

  constructor() {
    super('cancelled');
  }
}

/** Something that waits in a scope. */
export interface Waiting {
  cancel(): void;
}

export class Scope {
  readonly #waiting = new Line<Waiting>();
  readonly #children = new Line<Scope>();
  /** Among the children of the parent. */
  #place: Place<Scope> | null = null;
  #cancelled = false;

  private constructor(private readonly parent: Scope | null) {}

  /** A scope that nothing cancels but its own owner. */
  static root(): Scope {
    return new Scope(null);
  }

  /** Whether it is a task's own: what waits in it is dropped only with the task. */
  get isRoot(): boolean {
    return this.parent === null;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether anything waits in here or in the scopes below. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0 || this.#children.some((child) => child.hasWaiting);
  }

  /** A scope that is cancelled with this one, or on its own. Its owner calls {@link close} in the end. */
  child(): Scope {
    const scope = new Scope(this);
    if (this.#cancelled) scope.#cancelled = true;
    else scope.#place = this.#children.join(scope);
    return scope;
  }

  add(waiting: Waiting): Place<Waiting> {
    assert(!this.#cancelled, 'nothing may wait in a cancelled scope');
    return this.#waiting.join(waiting);
  }

  remove(place: Place<Waiting>): void {
    this.#waiting.leave(place);
  }

  /** Rejects all that waits in here, in the order in which it began to wait; the scopes below first. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const child of this.#children.takeAll()) child.cancel();
    for (const waiting of this.#waiting.takeAll()) waiting.cancel();
  }

  /** Takes this scope from its parent; its work is over. */
  close(): void {
    if (this.parent !== null && this.#place !== null) this.parent.#children.leave(this.#place);
  }
}
