/** A process's worker threads: k at a time, first come, first served. Only a long run blocks a thread. */
import type { Callback, Cpu, Wait } from '../../broker-core/door.js';
import { requireFactor, requireInteger } from '../checks/require.js';
import type { Life, Piece, Scheduler } from '../kernel/types.js';
import { finish32, mix32 } from '../random/mix.js';
import { addedUs, FaultList, type FaultCounter } from './fault-list.js';

export interface CpuOptions {
  readonly scheduler: Scheduler;
  readonly life: Life;
  /** Worker threads, 1..1024. */
  readonly workers: number;
  /** The node's, which outlives its processes. Default: never slow. */
  readonly slowness?: CpuSlowness;
}

/** Each is looked at for every run. */
const WORKERS_MAX = 1024;
/** More labels than a program has; their waits are made once. */
const CACHED_LABELS_MAX = 1024;

const SLOW: Wait = { kind: 'cpu', label: 'slow cpu (injected)' };

interface LabelWaits {
  readonly queued: Wait;
  readonly running: Wait;
}

/** Of all processors: a map for each client of thousands would outlive most of what it is asked. */
const waits = new Map<string, LabelWaits>();

/**
 * The processor of one life of a process. Its queue has no bound of its own: each entry is an event, which
 * the kernel bounds. Errors: a RangeError for `workers`, and for a cost that is not whole microseconds.
 */
export function createCpu({ scheduler, life, workers, slowness }: CpuOptions): Cpu {
  requireInteger('cpu.workers', workers, 1, WORKERS_MAX);
  // A run's end is known when it is asked for: a worker is the time at which it is free, and a run one event.
  const freeUs = new Array<number>(workers).fill(0);
  let runs = 0;

  /** The worker that is free first. */
  function nextWorker(): number {
    let first = 0;
    for (let i = 1; i < workers; i += 1) if ((freeUs[i] ?? 0) < (freeUs[first] ?? 0)) first = i;
    return first;
  }

  function run(costUs: number, label: string, done: Callback): void {
    if (!(Number.isSafeInteger(costUs) && costUs >= 0)) refuseCost(label, costUs);
    if (!life.alive) return;
    if (costUs === 0) {
      done();
      return;
    }
    const nowUs = scheduler.nowUs();
    const worker = nextWorker();
    const startUs = Math.max(nowUs, freeUs[worker] ?? 0);
    const ranUs = startUs + costUs;
    const endUs = ranUs + (slowness?.addedUs(costUs) ?? 0);
    freeUs[worker] = endUs;
    runs += 1;
    const digest = finish32(mix32(mix32(life.nodeNumber, runs), costUs));
    const { queued, running } = waitsFor(label);
    if (startUs === nowUs && endUs === ranUs) {
      scheduler.schedule(costUs, life, 'cpu', running, digest, done);
      return;
    }
    const ran: Piece = { untilUs: ranUs, wait: running };
    const pieces = startUs > nowUs ? [{ untilUs: startUs, wait: queued }, ran] : [ran];
    if (endUs > ranUs) pieces.push({ untilUs: endUs, wait: SLOW });
    scheduler.scheduleInPieces(endUs - nowUs, life, 'cpu', pieces, digest, done);
  }

  return { run };
}

function waitsFor(label: string): LabelWaits {
  let made = waits.get(label);
  if (made === undefined) {
    made = { queued: { kind: 'cpu-queue', label }, running: { kind: 'cpu', label } };
    if (waits.size >= CACHED_LABELS_MAX) waits.clear();
    waits.set(label, made);
  }
  return made;
}

/** Apart from `run`, which would make the text of the error for each run. */
function refuseCost(label: string, costUs: number): void {
  requireInteger(`cpu cost of ${label} in microseconds`, costUs, 0);
}

/** The fault of a slow processor, such as a noisy neighbour. It belongs to the node and outlasts crashes. */
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

  /** What the faults in force add to a run of `costUs`, whole microseconds; counted for each that adds. */
  addedUs(costUs: number): number {
    return addedUs(this.#factors, costUs);
  }
}
