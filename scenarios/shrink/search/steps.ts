/** How a way of making a case smaller talks with the search. */
import type { JudgedCase, ShrinkCase, ShrinkSubject } from '../case/case.js';

/** Which of the cases holds: its place in the list, and the run. */
export interface Found {
  readonly place: number;
  readonly judged: JudgedCase;
}

/**
 * Gives lists of cases, those first that are worth most. It is told of the first in each that holds, and goes
 * on from there; null: none does.
 */
export type Steps = Generator<Iterable<ShrinkCase>, void, Found | null>;

export type Pass = (current: JudgedCase, subject: ShrinkSubject) => Steps;

/**
 * Delta debugging: leaves all out, then halves, quarters, and at last each alone. `made` gives the case with
 * what is kept.
 */
export function* leavingOut<Item>(
  items: readonly Item[],
  made: (kept: readonly Item[]) => ShrinkCase,
): Steps {
  let kept = items;
  for (let size = kept.length; size >= 1; size = Math.floor(Math.min(size, kept.length) / 2)) {
    let from = 0;
    while (from < kept.length) {
      const found = yield without(kept, from, size, made);
      if (found === null) break;
      from += found.place * size;
      kept = kept.toSpliced(from, size);
    }
  }
}

/** Made when they are asked for: of ten thousand faults each list has ten thousand cases. */
function* without<Item>(
  items: readonly Item[],
  from: number,
  size: number,
  made: (kept: readonly Item[]) => ShrinkCase,
): Iterable<ShrinkCase> {
  for (let at = from; at < items.length; at += size) yield made(items.toSpliced(at, size));
}
