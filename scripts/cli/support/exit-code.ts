/** Exit codes, which CI jobs rely on. */
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';

export const EXIT_OK = 0;
export const EXIT_ERROR = 1;
export const EXIT_GATE_FAILED = 5;
/** Ended by Ctrl-C before all was looked at: as in shells, 128 and the number of the signal. */
export const EXIT_INTERRUPTED = 130;

const CODES = { passed: EXIT_OK, violated: 2, stalled: 3, nondeterministic: 4, harnessError: EXIT_ERROR };

export function exitCodeOf(verdict: Verdict): number {
  return CODES[verdict];
}

/** What says most about many runs: they cannot be trusted, or something is wrong, or hangs. */
const GRAVEST_FIRST: readonly Verdict[] = ['harnessError', 'nondeterministic', 'violated', 'stalled'];

export function exitCodeOfAll(verdicts: Iterable<Verdict>): number {
  const seen = new Set(verdicts);
  return exitCodeOf(GRAVEST_FIRST.find((verdict) => seen.has(verdict)) ?? 'passed');
}
