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
  /** When it aborts, the pool drops even what is at work. */
  readonly interrupt: AbortSignal;
}

/** Resolves when all that began has ended, or was dropped; rejects with the first error of a worker. */
export async function runPool<Task, Outcome>(options: PoolOptions<Task, Outcome>): Promise<void> {
  const { workerUrl, tasks, jobs, onOutcome, isStopped, interrupt } = options;
  const pool = new Tinypool({
    filename: workerUrl.href,
    minThreads: 1,
    maxThreads: Math.min(jobs, tasks.length),
  });
  const waiting = tasks.values();
  const takeTurns = async (): Promise<void> => {
    for (const task of waiting) {
      if (interrupt.aborted || isStopped()) return;
      const outcome = (await pool.run(task)) as Outcome;
      if (!interrupt.aborted && !isStopped()) onOutcome(outcome);
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: jobs }, takeTurns)), aborted(interrupt)]);
  } finally {
    await pool.destroy();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
