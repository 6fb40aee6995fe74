/**
 * What became of an entry: for the report, and as an entry again.
 */
import { targetOf } from './describe.js';
import type { FaultReport, Progress } from './engine.js';
import { isInstantEntry, type FaultEntry } from './entry.js';

export function reportOf(progress: Progress): FaultReport {
  return {
    id: progress.entry.id,
    type: progress.entry.type,
    target: targetOf(progress.struck ?? progress.entry),
    atMs: msOf(progress.beganAtUs),
    untilMs: msOf(progress.endedAtUs),
    effects: progress.counter.effects,
  };
}

/**
 * An entry that gives the same fault again. A time that never came stays as it was: a mark that did not fall will not fall
 * again, and an end that `healAll` brought will be brought again.
 */
export function resolvedEntry(progress: Progress): FaultEntry {
  const { struck, beganAtUs, endDueUs } = progress;
  if (struck === null || beganAtUs === null) return progress.entry;
  const { at: _at, ...rest } = struck;
  const begun: FaultEntry = { ...rest, atMs: beganAtUs / 1000 };
  if (isInstantEntry(begun) || endDueUs === null) return begun;
  const { until: _until, ...ended } = begun;
  return { ...ended, untilMs: endDueUs / 1000 };
}

function msOf(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
