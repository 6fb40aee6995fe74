/** Gives tasks to threads, until there are none left or it is told to stop: there is one simulation at a time in a thread. */
import { Tinypool } from 'tinypool';

export interface PoolOptions<Task, Outcome> {
  /** Module whose default export does one task. It is our own, compiled against the same types. */
  readonly workerUrl: URL;
  readonly tasks: readonly Task[];
  /** Threads. */
  readonly jobs: number;
  /** Called as answers come, in no order. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Asked before each task. */
  readonly isStopped: () => boolean;
  /** Settles when the pool should drop even what is at work. */
  readonly abandoned: Promise<void>;
}

/** Resolves when all that began has ended, or was abandoned; rejects with the first error of a worker. */
export async function runPool<Task, Outcome>(options: PoolOptions<Task, Outcome>): Promise<void> {
  const { workerUrl, tasks, jobs, onOutcome, isStopped, abandoned } = options;
  const pool = new Tinypool({
    filename: workerUrl.href,
    minThreads: 1,
    maxThreads: Math.min(jobs, tasks.length),
  });
  const waiting = tasks.values();
  const takeTurns = async (): Promise<void> => {
    for (const task of waiting) {
      if (isStopped()) return;
      const outcome = (await pool.run(task)) as Outcome;
      if (!isStopped()) onOutcome(outcome);
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: jobs }, takeTurns)), abandoned]);
  } finally {
    await pool.destroy();
  }
}
