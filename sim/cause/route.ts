/**
 * Which way a request's chain goes on where several meet.
 *
 * 1. Request a's record waits for a sync that request b's record began, and then shares one with c's. 2. By
 * causes alone that sync goes back to b's, so a's time would be spent on a sync that did nothing for it. 3.
 * Of the chains that meet at the sync, the one that comes from a's own start is a's.
 */
import type { Cause } from '../../broker-core/door.js';
import { emptySlot, type CauseSlot, type History } from './history.js';

/** Steps taken for one request in search of its own chain; beyond, the first chain is taken for it. */
const STEPS_MAX = 100_000;

export class Route {
  readonly #slot: CauseSlot = emptySlot();
  /** From these it does not come. Made when it is first needed, which is seldom. */
  #strangers: Set<Cause> | null = null;
  #steps = 0;

  /** `first`: during what the request began. */
  constructor(
    private readonly history: History,
    private readonly first: Cause,
  ) {}

  /**
   * Of `main` and the branches, the first that comes from the request's start; `main` if none does. Branches
   * are in ascending order. Those before the start are passed over: a group commit of thousands is asked
   * about by each of its requests.
   */
  choose(main: Cause, branches: readonly Cause[]): Cause {
    // Nearly always it is there without a turn.
    if (this.#leadsStraight(main)) return main;
    const from = firstNotBelow(branches, this.first);
    for (let place = from; place < branches.length && this.#steps < STEPS_MAX; place += 1) {
      const branch = branches[place];
      if (branch !== undefined && this.#leadsStraight(branch)) return branch;
    }
    if (this.#leads(main)) return main;
    for (let place = from; place < branches.length && this.#steps < STEPS_MAX; place += 1) {
      const branch = branches[place];
      if (branch !== undefined && this.#leads(branch)) return branch;
    }
    return main;
  }

  /** Whether `cause` comes from where the request began. */
  leadsTo(cause: Cause): boolean {
    return this.#leadsStraight(cause) || this.#leads(cause);
  }

  #leadsStraight(from: Cause): boolean {
    const slot = this.#slot;
    // Causes are numbered in time, so one with a smaller number than the start's does not come from it.
    for (let at = from; at >= this.first; at = slot.cause) {
      if (at === this.first) return true;
      this.#steps += 1;
      if (this.#steps > STEPS_MAX) return false;
      if (!this.history.read(at, slot)) return false;
    }
    return false;
  }

  /** Through other meetings too. */
  #leads(from: Cause): boolean {
    const strangers = (this.#strangers ??= new Set());
    const slot = this.#slot;
    const ahead: Cause[] = [from];
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      if (at === this.first) return true;
      if (at < this.first || strangers.has(at) || this.#steps > STEPS_MAX) continue;
      this.#steps += 1;
      strangers.add(at);
      if (!this.history.read(at, slot)) continue;
      ahead.push(slot.cause);
      if (slot.branches !== null) ahead.push(...slot.branches);
    }
    return false;
  }
}

/** The place of the first in ascending `causes` that is not below `least`. */
function firstNotBelow(causes: readonly Cause[], least: Cause): number {
  let from = 0;
  let to = causes.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((causes[middle] ?? least) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
