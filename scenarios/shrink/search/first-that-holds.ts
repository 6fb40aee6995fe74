/** Looks at several cases at once, and takes the one that one after the other would have found. */
import type { Judged, JudgedCase, ShrinkCase } from '../case/case.js';
import type { Found } from './steps.js';

export interface Judging {
  /** Runs a case. Null: it was told to stop, and nobody knows. */
  readonly judge: (one: ShrinkCase) => Promise<Judged | null>;
  /** Cases at work at the same time. */
  readonly jobs: number;
  readonly isStopped: () => boolean;
}

/**
 * The first of them that `accepts`, whichever came to its end first: so the answer does not depend on `jobs`.
 * None is begun after one that is accepted. Null: none is, or it was stopped before that was known.
 */
export async function firstThatHolds(
  cases: Iterable<readonly [number, ShrinkCase]>,
  accepts: (judged: JudgedCase) => boolean,
  { judge, jobs, isStopped }: Judging,
): Promise<Found | null> {
  const seen: { best: Found | null; isUnknown: boolean } = { best: null, isUnknown: false };
  const waiting = cases[Symbol.iterator]();
  const takeTurns = async (): Promise<void> => {
    while (seen.best === null && !isStopped()) {
      const next = waiting.next();
      if (next.done === true) return;
      const [place, one] = next.value;
      const judged = await judge(one);
      if (judged === null) seen.isUnknown = true;
      else if (accepts({ case: one, judged }) && isBefore(place, seen.best))
        seen.best = { place, judged: { case: one, judged } };
    }
  };
  await Promise.all(Array.from({ length: jobs }, takeTurns));
  return seen.isUnknown ? null : seen.best;
}

function isBefore(place: number, best: Found | null): boolean {
  return best === null || place < best.place;
}
