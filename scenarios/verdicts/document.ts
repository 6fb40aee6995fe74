/** `stallgrind/verdicts@1`. */
import type { Figure, VerdictOutcome } from './row.js';

export interface VerdictsDocument {
  readonly schema: 'stallgrind/verdicts@1';
  readonly rows: readonly VerdictOutcome[];
  /** Every documented figure that some row predicts, with the row. */
  readonly figures: readonly (Figure & { readonly id: string; readonly errorPercent: number | null })[];
}

/** `outcomes` in the order in which they shall stand. */
export function verdictsDocument(outcomes: readonly VerdictOutcome[]): VerdictsDocument {
  return {
    schema: 'stallgrind/verdicts@1',
    rows: outcomes,
    figures: outcomes.flatMap(({ id, figures }) =>
      figures.map((figure) => ({ id, ...figure, errorPercent: errorPercent(figure) })),
    ),
  };
}

/** One decimal; null for a documented zero. */
function errorPercent({ documented, predicted }: Figure): number | null {
  if (documented === 0) return null;
  return Math.round(((predicted - documented) / documented) * 1000) / 10;
}
