/**
 * Measuring: workloads take turns, round by round, so that a machine that slows down slows all of them; the
 * figure is the median. A second is one of processor time of the whole process, garbage collection and
 * compiler included: on a busy machine wall time would measure the neighbours.
 */

/** Work that can be done again and again. */
export interface Workload {
  readonly name: string;
  /** What is counted: `events`, `commits`. */
  readonly unit: string;
  /** Does it once; how many units were done. */
  run(): Promise<number> | number;
}

/** What a workload did, in units a second of processor time. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly perSecond: number;
  readonly slowestPerSecond: number;
  readonly fastestPerSecond: number;
  readonly rounds: number;
}

/** Rounds before, which do not count: the compiler's. */
const WARM_UP_ROUNDS = 2;

/** Figures in the order of the workloads. */
export async function measure(workloads: readonly Workload[], rounds: number): Promise<Figure[]> {
  const rates = workloads.map((): number[] => []);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const [index, workload] of workloads.entries()) {
      const perSecond = await timeOnce(workload);
      if (round >= 0) rates[index]?.push(perSecond);
    }
  }
  return workloads.map(({ name, unit }, index) => figure(name, unit, rates[index] ?? []));
}

async function timeOnce(workload: Workload): Promise<number> {
  const before = process.cpuUsage();
  const done = await workload.run();
  const { user, system } = process.cpuUsage(before);
  return (done * 1_000_000) / (user + system);
}

function figure(name: string, unit: string, rates: readonly number[]): Figure {
  const sorted = rates.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted[middle - 1] ?? upper;
  return {
    name,
    unit,
    perSecond: sorted.length % 2 === 1 ? upper : (lower + upper) / 2,
    slowestPerSecond: sorted[0] ?? Number.NaN,
    fastestPerSecond: sorted[sorted.length - 1] ?? Number.NaN,
    rounds: sorted.length,
  };
}
