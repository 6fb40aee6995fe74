/**
 * The fault of a slow processor: a neighbour on the same host, a throttled container. It belongs to the node and outlasts crashes.
 */

/** Whom a fault's effects are counted for, one for each run that it made longer; also says which fault ends. */
interface CpuFaultCounter {
  readonly id: string;
  effects: number;
}

export interface CpuSlowness {
  /** Runs that are asked for from now on take `factor` (>= 1) times as long; several multiply. */
  slowCpu(counter: CpuFaultCounter, factor: number): void;
  unslowCpu(counter: CpuFaultCounter): void;
  /** What the faults in force add to a run of `costUs`, in whole microseconds; counted for each that adds. For the processor. */
  addedUs(costUs: number): number;
}

export function createCpuSlowness(): CpuSlowness {
  const factors = new Map<CpuFaultCounter, number>();
  return {
    slowCpu(counter, factor) {
      if (!(factor >= 1 && factor < Infinity))
        throw new RangeError(`slowCpu: factor must be at least 1, got ${factor}`);
      if (factors.has(counter)) throw new RangeError(`slowCpu: fault ${counter.id} began twice`);
      factors.set(counter, factor);
    },
    unslowCpu(counter) {
      if (!factors.delete(counter)) throw new RangeError(`unslowCpu: fault ${counter.id} has not begun`);
    },
    addedUs(costUs) {
      let product = 1;
      for (const [counter, factor] of factors) {
        product *= factor;
        if (factor > 1) counter.effects += 1;
      }
      return Math.round(costUs * product) - costUs;
    },
  };
}
