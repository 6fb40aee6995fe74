/**
 * Which way a request's chain goes on where several meet.
 *
 * 1. Request a's record waits for a sync that request b's record began, and then shares one with c's. 2. By
 * causes alone that sync goes back to b's, so a's time would be spent on a sync that did nothing for it. 3. Of
 * the chains that meet at the sync, the one that comes from a's own start is a's.
 */
import type { Cause } from '../../broker-core/door.js';
import { emptySlot, type CauseSlot, type History } from './history.js';

/** Records looked at for one request in search of its own chain; beyond, the first chain is taken for it. */
const LOOKED_AT_MAX = 100_000;

export class Route {
  readonly #slot: CauseSlot = emptySlot();
  /** From these it does not come. Made when it is first needed, which is seldom. */
  #strangers: Set<Cause> | null = null;

  /** `first`: during what the request began. */
  constructor(
    private readonly history: History,
    private readonly first: Cause,
  ) {}

  /** Of `main` and the branches, the first that comes from the request's start; `main` if none does. */
  choose(main: Cause, branches: readonly Cause[]): Cause {
    // Nearly always it is there without a turn.
    if (this.#leadsStraight(main)) return main;
    for (const branch of branches) if (this.#leadsStraight(branch)) return branch;
    if (this.#leads(main)) return main;
    return branches.find((branch) => this.#leads(branch)) ?? main;
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
      if (at < this.first || strangers.has(at) || strangers.size >= LOOKED_AT_MAX) continue;
      strangers.add(at);
      if (!this.history.read(at, slot)) continue;
      ahead.push(slot.cause);
      if (slot.branches !== null) ahead.push(...slot.branches);
    }
    return false;
  }
}
