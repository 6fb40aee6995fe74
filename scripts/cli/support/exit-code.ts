/** Exit codes, which CI jobs rely on. */
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';

export const EXIT_OK = 0;
export const EXIT_ERROR = 1;
export const EXIT_GATE_FAILED = 5;
/** Ended by Ctrl-C, as shells say it: 128 and the number of the signal. Whatever had been found by then, not all was looked at. */
export const EXIT_INTERRUPTED = 130;

export function exitCodeOf(verdict: Verdict): number {
  switch (verdict) {
    case 'passed':
      return EXIT_OK;
    case 'violated':
      return 2;
    case 'stalled':
      return 3;
    case 'nondeterministic':
      return 4;
    case 'harnessError':
      return EXIT_ERROR;
  }
}

/** What says most about many runs: that they cannot be trusted, then that something is wrong, then that it hangs. */
const GRAVEST_FIRST: readonly Verdict[] = ['harnessError', 'nondeterministic', 'violated', 'stalled'];

export function exitCodeOfAll(verdicts: Iterable<Verdict>): number {
  const seen = new Set(verdicts);
  return exitCodeOf(GRAVEST_FIRST.find((verdict) => seen.has(verdict)) ?? 'passed');
}
