/** What was expected of a run: it counts as passed, and reports say that it was expected. */
import type { RunEnding, Violation } from './run-result.js';
import type { Verdict } from './verdict.js';

/** Stands beside names of invariants for a run that stalls. */
export const STALLED = 'stalled';

/** Among what is expected of one run: whatever scenario and variant declare does not count. */
export const NOTHING = 'nothing';

interface Ended {
  readonly verdict: Verdict;
  readonly violations: readonly Violation[];
  readonly expects: readonly string[];
  /** Absent or null: it did not stall. */
  readonly stall?: Extract<RunEnding, { verdict: 'stalled' }>['stall'] | null;
}

/** What happened and was expected, and the verdict on the rest. */
export function expectationsOf(run: Ended): {
  readonly asExpected: readonly string[];
  readonly countsAs: Verdict;
} {
  return { asExpected: metExpectations(run), countsAs: countsAs(run) };
}

/**
 * The verdict on what was not expected. A violation that was expected hides no bound that was hit: (1) a
 * variant is known to lose topics; (2) it loops besides, up to `run.eventsMax`; (3) `violated` stands for
 * both. That the cluster does not come to rest is no news then: what is broken, such as a watermark, is what
 * rest waits for.
 */
function countsAs(run: Ended): Verdict {
  if (run.verdict !== 'violated' && run.verdict !== 'stalled') return run.verdict;
  if (unexpectedOf(run).length > 0) return 'violated';
  const { stall = null, expects } = run;
  if (stall === null || expects.includes(STALLED)) return 'passed';
  return run.verdict === 'violated' && stall.reason === 'no-progress' ? 'passed' : 'stalled';
}

/** The violations that nobody expected. */
export function unexpectedOf({
  violations,
  expects,
}: Pick<Ended, 'violations' | 'expects'>): readonly Violation[] {
  return violations.filter(({ invariant }) => !expects.includes(invariant));
}

/** What happened and was expected, each once: names of invariants, and `stalled` last. */
function metExpectations({ violations, expects, stall = null }: Ended): readonly string[] {
  const met = new Set(violations.map(({ invariant }) => invariant).filter((name) => expects.includes(name)));
  if (stall !== null && expects.includes(STALLED)) met.add(STALLED);
  return [...met];
}
