/** How a run ended. */
export type Verdict = 'passed' | 'violated' | 'stalled' | 'nondeterministic' | 'harnessError';

export const VERDICTS = [
  'passed',
  'violated',
  'stalled',
  'nondeterministic',
  'harnessError',
] as const satisfies readonly Verdict[];
