/**
 * Entries that come again and again. Each time is an entry by itself, with an id that keys draws of its own,
 * and so it is resolved: a role may be another node's by then. Nothing is planned that does nothing, because
 * an event more would make the resolved schedule another run.
 */
import type { Scheduler } from '../kernel/types.js';
import type { Agenda } from './agenda.js';
import { SCHEDULE_ENTRIES_MAX } from './checks.js';
import type { FaultEntry } from './entry.js';
import type { Moments } from './moments.js';
import { createProgress, type Progress } from './outcome.js';
import { counterOfPart } from './struck.js';
import { isInstantEntry } from './verbs.js';

/** Times that an entry may come. */
const REPETITIONS_MAX = 1000;

export interface RepetitionDeps {
  readonly scheduler: Scheduler;
  readonly agenda: Agenda;
  readonly moments: Moments;
  /** Begins one time of an entry. */
  readonly begin: (progress: Progress, place: number) => void;
  readonly planEnd: (progress: Progress, place: number, atUs: number) => void;
  /** Of the schedule. */
  readonly entryCount: number;
}

/** Gives what begins an entry that repeats, at its own time or mark. */
export function createRepetitions(deps: RepetitionDeps): (progress: Progress, place: number) => void {
  const { scheduler, agenda, moments } = deps;
  /** So that what the schedule resolves to is one, too. */
  let leftCount = SCHEDULE_ENTRIES_MAX - deps.entryCount;

  /** `nth` counts the times, those included that struck nobody. */
  function repeat(progress: Progress, place: number, nth: number): void {
    const { entry, counter, times } = progress;
    const nowUs = scheduler.nowUs();
    // As a mark may fall after the end that was set.
    if (isOverAt(progress, nowUs)) return;
    leftCount -= 1;
    const time = timeOf(progress, nth, nowUs);
    const one = createProgress(time, counterOfPart(counter, time.id));
    times.push(one);
    deps.begin(one, place);
    const nextUs = nowUs + usOf(entry.everyMs ?? 0);
    if (isOverAt(progress, nextUs)) return;
    if (nth === REPETITIONS_MAX || leftCount <= 0) {
      counter.missed = `it came ${nth} times, and then no more: a schedule has its bound`;
      return;
    }
    progress.nextUs = nextUs;
    progress.unplan = agenda.add(nextUs, 'begin', place, () => repeat(progress, place, nth + 1));
  }

  /** A mark ends it at `atUs`, and the time that is in force then. */
  function endAt(progress: Progress, place: number, atUs: number): void {
    progress.endDueUs = atUs;
    if (progress.nextUs >= atUs) progress.unplan?.();
    for (const time of progress.times) {
      const isInForce = time.undo !== null;
      if (!isInForce || isOverAt(time, atUs)) continue;
      time.unplan?.();
      deps.planEnd(time, place, atUs);
    }
  }

  return (progress, place) => {
    const { until, untilMs } = progress.entry;
    if (untilMs !== undefined) progress.endDueUs = usOf(untilMs);
    if (until !== undefined) moments.add(until, (atUs) => endAt(progress, place, atUs));
    repeat(progress, place, 1);
  };
}

function timeOf({ entry, endDueUs }: Progress, nth: number, nowUs: number): FaultEntry {
  const { at: _at, until: _until, untilMs: _untilMs, everyMs: _everyMs, forMs, ...what } = entry;
  // What is left is an entry of its type; the compiler follows no spread of a union.
  const begun = { ...what, id: `${entry.id}#${nth}`, atMs: nowUs / 1000 } as FaultEntry;
  if (forMs === undefined || isInstantEntry(begun)) return begun;
  const untilUs = Math.min(nowUs + usOf(forMs), endDueUs ?? Number.POSITIVE_INFINITY);
  return { ...begun, untilMs: untilUs / 1000 } as FaultEntry;
}

function isOverAt({ endDueUs }: Progress, atUs: number): boolean {
  return endDueUs !== null && endDueUs <= atUs;
}

export function usOf(timeMs: number): number {
  return Math.round(timeMs * 1000);
}
