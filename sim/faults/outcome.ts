/** What becomes of an entry: while the run goes on, for the report, and as an entry again. */
import type { FaultCounter } from '../machine/fault-list.js';
import type { Undo } from './declaration.js';
import { isInstantEntry, targetOf } from './verbs.js';
import type { FaultEntry, FaultType } from './entry.js';

/** What became of one entry. */
export interface FaultReport {
  readonly id: string;
  readonly type: FaultType;
  /** The nodes it struck; the role, if it struck none. */
  readonly target: string;
  /** Null if it never began. */
  readonly atMs: number | null;
  /** Null if it never ended, or has no end. */
  readonly untilMs: number | null;
  /** Messages, operations or processes that it changed; 0 shows a fault that did nothing. */
  readonly effects: number;
  /** Why it had no effect, where that is known. */
  readonly missed?: string;
  /** It could never begin: what it names never was. */
  readonly impossible?: boolean;
}

/** What is known of one entry while the run goes on. */
export interface Progress {
  readonly entry: FaultEntry;
  readonly counter: FaultCounter;
  /** With nodes for roles; null while it has struck nobody. */
  struck: FaultEntry | null;
  beganAtUs: number | null;
  endedAtUs: number | null;
  /** The end that a mark gave it. */
  endDueUs: number | null;
  undo: Undo | null;
  /** Drops what is planned for it: its end, or the next time. */
  unplan: (() => void) | null;
  /** Of one that repeats: when it comes next, if that is planned. */
  nextUs: number;
  /** Of one that repeats: each time that it came, in order. */
  readonly times: Progress[];
}

export function createProgress(entry: FaultEntry, counter?: FaultCounter): Progress {
  return {
    entry,
    counter: counter ?? { id: entry.id, effects: 0 },
    struck: null,
    beganAtUs: null,
    endedAtUs: null,
    endDueUs: null,
    undo: null,
    unplan: null,
    nextUs: 0,
    times: [],
  };
}

export function reportOf(progress: Progress): FaultReport {
  const { entry, times } = progress;
  const began = times.filter(({ beganAtUs }) => beganAtUs !== null);
  return {
    id: entry.id,
    type: entry.type,
    target:
      [...new Set(began.map(({ struck }) => targetOf(struck ?? entry)))].join(' ') ||
      targetOf(progress.struck ?? entry),
    atMs: msOf(began[0]?.beganAtUs ?? progress.beganAtUs),
    untilMs: msOf(began.at(-1)?.endedAtUs ?? progress.endedAtUs),
    effects: progress.counter.effects,
    ...(progress.counter.missed === undefined ? {} : { missed: progress.counter.missed }),
  };
}

/**
 * An entry that gives the same fault again; of one that repeats, an entry for each time that it came. A time
 * that never came stays as it was: a mark that did not fall will not fall again, and an end that `healAll`
 * brought will come again.
 */
export function resolvedEntries(progress: Progress): readonly FaultEntry[] {
  return progress.times.length > 0 ? progress.times.map(resolvedEntry) : [resolvedEntry(progress)];
}

function resolvedEntry({ entry, struck, beganAtUs, endDueUs }: Progress): FaultEntry {
  if (struck === null || beganAtUs === null) return entry;
  const { at: _at, forMs: _forMs, ...rest } = struck;
  const begun: FaultEntry = { ...rest, atMs: beganAtUs / 1000 };
  if (isInstantEntry(begun) || endDueUs === null) return begun;
  const { until: _until, ...ended } = begun;
  return { ...ended, untilMs: endDueUs / 1000 };
}

function msOf(us: number | null): number | null {
  return us === null ? null : us / 1000;
}
