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
 * Resolves as soon as it is known, whatever is still at work after it; none is begun after one that is
 * accepted. Null: none is, or it was stopped before that was known.
 */
export async function firstThatHolds(
  cases: Iterable<readonly [number, ShrinkCase]>,
  accepts: (judged: JudgedCase) => boolean,
  { judge, jobs, isStopped }: Judging,
): Promise<Found | null> {
  const waiting = cases[Symbol.iterator]();
  const begun: Promise<Found | null>[] = [];
  let isFound = false;
  const judgedAt = async (place: number, one: ShrinkCase): Promise<Found | null> => {
    const judged = await judge(one);
    const isAccepted = judged !== null && accepts({ case: one, judged });
    if (isAccepted) isFound = true;
    else if (!isFound && !isStopped()) begin();
    return isAccepted ? { place, judged: { case: one, judged } } : null;
  };
  const begin = (): boolean => {
    const next = waiting.next();
    if (next.done === true) return false;
    const outcome = judgedAt(...next.value);
    // Of one that nobody waits for any more, an error is nobody's either.
    outcome.catch(() => undefined);
    begun.push(outcome);
    return true;
  };
  for (let job = 0; job < jobs && begin(); job += 1);
  for (let first = 0; first < begun.length; first += 1) {
    const found = await begun[first];
    if (isStopped()) return null;
    if (found !== null && found !== undefined) return found;
  }
  return null;
}
