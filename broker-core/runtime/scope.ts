/**
 * Scopes: what is cancelled together. A cancelled scope rejects everything that waits in it, and in the scopes below it, with
 * {@link Cancelled}; so `finally` runs and locks are released, as when a Rust future is dropped at its await point.
 */
import { assert } from '../assert.js';

/** Thrown by a wait whose scope was cancelled. Catch it only to clean up, and throw it on. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('cancelled');
  }
}

/** Something that waits in a scope. */
export interface Waiting {
  cancel(): void;
}

export class Scope {
  readonly #parent: Scope | null;
  readonly #waiting = new Set<Waiting>();
  readonly #children = new Set<Scope>();
  #cancelled = false;

  private constructor(parent: Scope | null) {
    this.#parent = parent;
  }

  /** A scope that nothing cancels but its own owner. */
  static root(): Scope {
    return new Scope(null);
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Whether anything waits in here or in the scopes below. */
  get hasWaiting(): boolean {
    if (this.#waiting.size > 0) return true;
    for (const child of this.#children) if (child.hasWaiting) return true;
    return false;
  }

  /** A scope that is cancelled with this one, or on its own. Whoever makes it calls {@link close} in the end. */
  child(): Scope {
    const scope = new Scope(this);
    if (this.#cancelled) scope.#cancelled = true;
    else this.#children.add(scope);
    return scope;
  }

  add(waiting: Waiting): void {
    assert(!this.#cancelled, 'nothing may wait in a cancelled scope');
    this.#waiting.add(waiting);
  }

  remove(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  /** Rejects all that waits in here, in the order in which it began to wait; the scopes below first. */
  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    for (const child of [...this.#children]) child.cancel();
    this.#children.clear();
    for (const waiting of [...this.#waiting]) waiting.cancel();
    this.#waiting.clear();
  }

  /** Takes this scope from its parent; its work is over. */
  close(): void {
    if (this.#parent !== null) this.#parent.#children.delete(this);
  }
}
