/**
 * Makes a case as small as it can, while what is looked for still happens. Logic on data: it runs nothing by
 * itself, and how it goes on follows from the answers alone, not from which came first.
 */
import { keyOf, type Judged, type JudgedCase, type ShrinkCase, type ShrinkSubject } from './case/case.js';
import { isSmaller } from './case/cost.js';
import { END, PASSES } from './passes.js';
import { firstThatHolds, type Judging } from './search/first-that-holds.js';

export interface ShrinkOptions extends Judging {
  /** Told of each smaller case that holds. Default: nothing. */
  readonly onSmaller?: (judged: JudgedCase) => void;
}

export interface Shrunk extends JudgedCase {
  /** Nothing that it knows to try makes it smaller: without any one fault it does not happen. */
  readonly isMinimal: boolean;
}

/** `start` has run, and what is looked for happened. */
export async function shrink(
  start: JudgedCase,
  subject: ShrinkSubject,
  { judge, jobs, isStopped, onSmaller = () => undefined }: ShrinkOptions,
): Promise<Shrunk> {
  let current = start;
  const judging = { judge: remembering(judge), jobs, isStopped };
  for (;;) {
    const before = current;
    for (const pass of PASSES) {
      const steps = pass(current, subject);
      let answer = steps.next();
      while (answer.done !== true) {
        const { case: now } = current;
        const smaller = onlySmaller(answer.value, (one) => isSmaller(subject, one, now));
        const limits = { current, longestMs: start.judged.endedAtMs };
        const found = await firstThatHolds(smaller, (one) => isReal(one, limits), judging);
        if (isStopped()) return { ...current, isMinimal: false };
        if (found !== null) {
          current = found.judged;
          onSmaller(current);
        }
        answer = steps.next(found);
      }
    }
    if (current === before) return { ...(await withoutIdleEnd(current, subject, judging)), isMinimal: true };
  }
}

/** A bound that was lowered, and before which the run is over by now, says nothing: it goes back. */
async function withoutIdleEnd(
  current: JudgedCase,
  { base }: ShrinkSubject,
  { judge }: Judging,
): Promise<JudgedCase> {
  const { faults, set } = current.case;
  const { [END]: untilMs, ...others } = set;
  const isIdle = untilMs !== undefined && current.judged.endedAtMs < Number(untilMs);
  if (!isIdle || Number(base[END]) < Number(untilMs)) return current;
  const free = { faults, set: others };
  const judged = await judge(free);
  return judged?.holds === true ? { case: free, judged } : current;
}

/** With their places in the whole list. */
function* onlySmaller(
  cases: Iterable<ShrinkCase>,
  isLess: (one: ShrinkCase) => boolean,
): Iterable<readonly [number, ShrinkCase]> {
  let place = 0;
  for (const one of cases) {
    if (isLess(one)) yield [place, one];
    place += 1;
  }
}

/**
 * A knob that nothing reads makes no run smaller: 1 message in place of 1,600 would be a figure, no fact. And
 * fewer writes after which a system never came to rest made a run of 470 ms one of 120 s. Without a fault a
 * run may last longer: that fault may have been what kept a load from its work.
 */
function isReal({ case: one, judged }: JudgedCase, { current, longestMs }: Limits): boolean {
  const { faults, set } = current.case;
  const isUnread = judged.unread.some((name) => one.set[name] !== undefined && one.set[name] !== set[name]);
  const isLonger = judged.endedAtMs > Math.max(longestMs, current.judged.endedAtMs);
  return judged.holds && !isUnread && (one.faults.length < faults.length || !isLonger);
}

interface Limits {
  readonly current: JudgedCase;
  /** How long the run lasted that all began with. */
  readonly longestMs: number;
}

/** Nothing runs twice: the last round, in which nothing holds any more, has mostly been seen. */
function remembering(judge: Judging['judge']): Judging['judge'] {
  const known = new Map<string, Promise<Judged | null>>();
  return (one) => {
    const key = keyOf(one);
    const before = known.get(key);
    if (before !== undefined) return before;
    const judged = judge(one);
    known.set(key, judged);
    return judged;
  };
}
