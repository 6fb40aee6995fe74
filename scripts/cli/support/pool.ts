/** Work in threads, one simulation at a time in each, and a line on stderr that says how far it is. */
import { Tinypool } from 'tinypool';
import { grouped } from '../../../reports/blocks/format.js';
import type { CommandContext, Io } from './io.js';

export interface PoolOptions<Task, Outcome> {
  /** Module whose default export does one task. It is our own, compiled against the same types. */
  readonly workerUrl: URL;
  readonly tasks: readonly Task[];
  /** Threads. */
  readonly jobs: number;
  /** Called as answers come, in no order; gives what progress says of it. */
  readonly onOutcome: (outcome: Outcome) => string;
  /** Asked before each task. Default: never. */
  readonly isStopped?: () => boolean;
}

/**
 * Gives tasks to threads until none are left, it is told to stop, or Ctrl-C, which drops what is at work.
 * Resolves when all that began has ended, or was dropped; rejects with the first error of a worker.
 */
export async function runPool<Task, Outcome>(
  { workerUrl, tasks, jobs, onOutcome, isStopped = () => false }: PoolOptions<Task, Outcome>,
  { io, interrupt }: Pick<CommandContext, 'io' | 'interrupt'>,
): Promise<void> {
  const progress = createProgress(io);
  let done = 0;
  const pool = openPool<Task, Outcome>(workerUrl, Math.min(jobs, tasks.length));
  const waiting = tasks.values();
  const takeTurns = async (): Promise<void> => {
    for (const task of waiting) {
      if (interrupt.aborted || isStopped()) return;
      const outcome = await pool.run(task);
      if (interrupt.aborted || isStopped()) return;
      done += 1;
      progress.update(done, tasks.length, onOutcome(outcome));
    }
  };
  try {
    await Promise.race([Promise.all(Array.from({ length: jobs }, takeTurns)), aborted(interrupt)]);
  } finally {
    progress.end();
    await pool.close();
  }
}

/** Threads that take tasks as they come. */
export interface Pool<Task, Outcome> {
  /** Rejects with what the worker threw. */
  run(task: Task): Promise<Outcome>;
  /** Drops what is at work. */
  close(): Promise<void>;
}

/** As in {@link PoolOptions}: what the worker gives back is of the type that its module says. */
export function openPool<Task, Outcome>(workerUrl: URL, threads: number): Pool<Task, Outcome> {
  // One above the least would end whenever it has nothing to do, and load all modules again a moment later.
  const pool = new Tinypool({ filename: workerUrl.href, minThreads: threads, maxThreads: threads });
  return {
    run: async (task) => (await pool.run(task)) as Outcome,
    close: () => pool.destroy(),
  };
}

/** Resolves when it aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** How far work is. */
export interface Progress {
  /** `text` says what is going on. */
  update(done: number, total: number, text: string): void;
  /** Wipes the line. */
  end(): void;
}

const TERMINAL_PERIOD_MS = 100;
const LOG_PERIOD_MS = 5000;
/** Before that a rate says nothing. */
const RATE_FROM_MS = 1000;
const COLUMNS_DEFAULT = 80;
const CLEAR = '\r\u001b[K';

export function createProgress(io: Io): Progress {
  const startMs = io.nowMs();
  const line = createProgressLine(io);
  return {
    update: (done, total, text) =>
      line.tell(
        (atMs) => `${grouped(done)}/${grouped(total)}${paceOf(done, total, atMs - startMs)}: ${text}`,
      ),
    end: () => line.end(),
  };
}

/** A line that is overwritten on a terminal, and elsewhere a line every few seconds. */
export interface ProgressLine {
  /** Is asked for the line if it is time for one; it is given what the clock says. */
  tell(lineAt: (atMs: number) => string): void;
  /** Wipes it. */
  end(): void;
}

export function createProgressLine(io: Io): ProgressLine {
  const columns = io.stdoutColumns ?? COLUMNS_DEFAULT;
  let shownMs = io.isStderrTerminal ? -Infinity : io.nowMs();
  return {
    tell(lineAt) {
      const atMs = io.nowMs();
      if (atMs - shownMs < (io.isStderrTerminal ? TERMINAL_PERIOD_MS : LOG_PERIOD_MS)) return;
      shownMs = atMs;
      const line = lineAt(atMs);
      // A line that wraps could not be wiped.
      io.stderr(io.isStderrTerminal ? `${CLEAR}${line.slice(0, columns - 1)}` : `${line}\n`);
    },
    end: () => {
      if (io.isStderrTerminal) io.stderr(CLEAR);
    },
  };
}

/** `, 12.5/s, 3 min left`; empty as long as nobody can know. */
function paceOf(done: number, total: number, elapsedMs: number): string {
  if (done === 0 || elapsedMs < RATE_FROM_MS) return '';
  const perS = (done / elapsedMs) * 1000;
  const leftS = Math.ceil((total - done) / perS);
  return `, ${grouped(Number(perS.toPrecision(3)))}/s, ${timeLeft(leftS)} left`;
}

function timeLeft(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${grouped(Math.round(minutes / 60))} h`;
}
