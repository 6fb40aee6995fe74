/**
 * The fault of a slow processor: a neighbour on the same host, a throttled container. It belongs to the node and outlasts crashes.
 */
import { requireFactor } from '../checks/require.js';
import { FaultList, type FaultCounter } from './fault-list.js';

export class CpuSlowness {
  readonly #factors = new FaultList<number>();

  /** Runs that are asked for from now on take `factor` (>= 1) times as long; several multiply. */
  slowCpu(counter: FaultCounter, factor: number): void {
    requireFactor('slowCpu: factor', factor);
    this.#factors.begin(counter, factor);
  }

  unslowCpu(counter: FaultCounter): void {
    this.#factors.end(counter);
  }

  /** What the faults in force add to a run of `costUs`, in whole microseconds; counted for each that adds. For the processor. */
  addedUs(costUs: number): number {
    let product = 1;
    for (const { counter, settings: factor } of this.#factors.inForce) {
      product *= factor;
      if (factor > 1) counter.effects += 1;
    }
    return Math.round(costUs * product) - costUs;
  }
}
