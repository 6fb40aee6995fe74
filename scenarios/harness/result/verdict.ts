export const VERDICTS = ['passed', 'violated', 'stalled', 'nondeterministic', 'harnessError'] as const;

/** How a run ended. */
export type Verdict = (typeof VERDICTS)[number];
