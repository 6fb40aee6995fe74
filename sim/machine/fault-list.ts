/** Faults of one kind that are in force. They may overlap: each ends with its own counter, and no other. */
import { assert } from '../checks/assert.js';
import { hashString32 } from '../random/mix.js';

/**
 * Counts a fault's effects: one for each message (for losses: transmission), operation or run that it
 * changed. It is also the fault's identity: the verb that ends a fault takes the counter that began it, and
 * `id` keys the fault's draws, so without one fault the others have the same luck.
 */
export interface FaultCounter {
  readonly id: string;
  effects: number;
  /** Why it missed, where the fault knows. */
  missed?: string;
}

export interface InForce<Settings> {
  readonly counter: FaultCounter;
  /** Hash of the counter's id. */
  readonly drawKey: number;
  readonly settings: Settings;
}

export class FaultList<Settings> {
  /** In the order in which they began. */
  readonly inForce: InForce<Settings>[] = [];

  begin(counter: FaultCounter, settings: Settings): void {
    assert(!this.inForce.some((fault) => fault.counter === counter), `fault ${counter.id} began twice`);
    this.inForce.push({ counter, drawKey: hashString32(counter.id), settings });
  }

  end(counter: FaultCounter): void {
    const place = this.inForce.findIndex((fault) => fault.counter === counter);
    assert(place >= 0, `fault ${counter.id} ended without having begun`);
    this.inForce.splice(place, 1);
  }
}

/** What factors (>= 1) in force add to a duration, whole microseconds; counted for each that adds. */
export function addedUs(factors: FaultList<number>, durationUs: number): number {
  let product = 1;
  for (const { counter, settings: factor } of factors.inForce) {
    product *= factor;
    if (factor > 1 && durationUs > 0) counter.effects += 1;
  }
  return Math.round(durationUs * product) - durationUs;
}
