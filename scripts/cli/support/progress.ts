/** How far work is, on stderr: a line that is overwritten on a terminal, and elsewhere a line every few seconds. */
import { grouped } from '../../../reports/blocks/format.js';
import type { Io } from './io.js';

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
  const columns = io.stdoutColumns ?? COLUMNS_DEFAULT;
  let shownMs = io.isStderrTerminal ? -Infinity : startMs;
  return {
    update(done, total, text) {
      const atMs = io.nowMs();
      if (atMs - shownMs < (io.isStderrTerminal ? TERMINAL_PERIOD_MS : LOG_PERIOD_MS)) return;
      shownMs = atMs;
      const line = `${grouped(done)}/${grouped(total)}${paceOf(done, total, atMs - startMs)}: ${text}`;
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
