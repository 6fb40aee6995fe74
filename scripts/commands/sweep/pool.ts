/** Gives seeds to threads, a few ahead of those at work, until there are none left or it is told to stop. */
import { Tinypool } from 'tinypool';
import type { SeedOutcome, SeedTask } from './outcome.js';

export interface PoolOptions {
  readonly tasks: readonly SeedTask[];
  /** Threads. */
  readonly jobs: number;
  /** Called as answers come, in no order. */
  readonly onOutcome: (outcome: SeedOutcome) => void;
  /** Asked before each task. */
  readonly isStopped: () => boolean;
  /** Settles when the pool should drop even what is at work. */
  readonly abandoned: Promise<void>;
}

/** Resolves when all that began has ended, or was abandoned; rejects with the first error of a worker. */
export async function runPool({ tasks, jobs, onOutcome, isStopped, abandoned }: PoolOptions): Promise<void> {
  const filename = new URL('./worker.js', import.meta.url).href;
  const pool = new Tinypool({ filename, minThreads: 1, maxThreads: Math.min(jobs, tasks.length) });
  const waiting = tasks.values();
  const takeTurns = async (): Promise<void> => {
    for (const task of waiting) {
      if (isStopped()) return;
      const outcome = await runTask(pool, task);
      if (!isStopped()) onOutcome(outcome);
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: jobs }, takeTurns)), abandoned]);
  } finally {
    await pool.destroy();
  }
}

async function runTask(pool: Tinypool, task: SeedTask): Promise<SeedOutcome> {
  const outcome: unknown = await pool.run(task);
  if (!isOutcome(outcome)) throw new Error(`the worker gave no outcome for seed ${task.seed}`);
  return outcome;
}

/** The worker is our own, compiled against the same type. */
function isOutcome(answer: unknown): answer is SeedOutcome {
  return typeof answer === 'object' && answer !== null && 'verdict' in answer;
}
