/** One line on stderr that is overwritten as work goes on; nothing at all where stderr is no terminal. */
import type { Io } from './io.js';

export interface Progress {
  /** `text` says what is going on. */
  update(done: number, total: number, text: string): void;
  /** Wipes the line. */
  end(): void;
}

const PERIOD_MS = 100;
const CLEAR = '\r\u001b[K';

export function createProgress(io: Io): Progress {
  if (!io.isStderrTerminal) return { update: () => undefined, end: () => undefined };
  let shownMs = -Infinity;
  return {
    update(done, total, text) {
      const nowMs = performance.now();
      if (nowMs - shownMs < PERIOD_MS) return;
      shownMs = nowMs;
      io.stderr(`${CLEAR}${done}/${total} ${text}`);
    },
    end: () => io.stderr(CLEAR),
  };
}
