/**
 * Where a request's time went: from its completion back along the causes to its start.
 *
 * The intervals have no gap and no overlap, because each begins where the interval of its cause ended; what reaches back beyond
 * the start (a tick that was already running, a sync that another request had begun) is cut off there. So they add up to the
 * latency exactly.
 */
import type { Cause, NodeId, Wait, WaitKind } from '../../broker-core/env.js';
import { ORIGIN, type CauseRecord, type History } from './history.js';
import type { Marks } from './marks.js';

/** One stretch of a request's latency, microseconds of virtual time. */
export interface Interval {
  readonly fromUs: number;
  readonly toUs: number;
  readonly kind: WaitKind;
  readonly label: string;
  readonly nodeId: NodeId;
}

const FORGOTTEN: Wait = { kind: 'control', label: 'not recorded' };

/** Longest chain that is followed; what lies before it is one interval `not recorded`. */
const CHAIN_STEPS_MAX = 1_000_000;

/** Intervals from `startUs` to `endUs`, oldest first. `last` is the cause at the completion. */
export function explain(
  history: History,
  marks: Marks,
  nodeName: (nodeNumber: number) => NodeId,
  last: Cause,
  startUs: number,
  endUs: number,
): Interval[] {
  const intervals: Interval[] = [];
  let toUs = endUs;
  let cause = last;
  for (let steps = 0; toUs > startUs; steps += 1) {
    const record = history.get(cause);
    const beganUs = record === null ? null : beginningOf(history, record);
    // Where an interval began is known from its cause: without that one, it says nothing about the time since `startUs`.
    if (record === null || beganUs === null || steps >= CHAIN_STEPS_MAX) {
      intervals.push(interval(startUs, toUs, FORGOTTEN, ''));
      break;
    }
    const fromUs = Math.max(startUs, beganUs);
    if (fromUs < toUs) pushSplit(intervals, marks, fromUs, toUs, record.wait, nodeName(record.nodeNumber));
    toUs = fromUs;
    cause = record.cause;
  }
  return intervals.reverse();
}

/** When the interval began that the record ended, or null if that has been forgotten. */
function beginningOf(history: History, record: CauseRecord): number | null {
  return record.cause === ORIGIN ? 0 : (history.get(record.cause)?.atUs ?? null);
}

/** A poll whose thing came true during it is waiting up to then, and overshoot after. Pushes newest first. */
function pushSplit(
  into: Interval[],
  marks: Marks,
  fromUs: number,
  toUs: number,
  wait: Wait,
  nodeId: NodeId,
): void {
  if (wait.kind === 'poll' && wait.awaits !== undefined) {
    const cameTrue =
      marks.lastUpTo(nodeId, wait.awaits, fromUs) ?? marks.firstBetween(nodeId, wait.awaits, fromUs, toUs);
    if (cameTrue !== null) {
      const seenFromUs = Math.max(fromUs, cameTrue);
      if (seenFromUs < toUs)
        into.push({ ...interval(seenFromUs, toUs, wait, nodeId), kind: 'poll-overshoot' });
      if (fromUs < seenFromUs) into.push(interval(fromUs, seenFromUs, wait, nodeId));
      return;
    }
  }
  into.push(interval(fromUs, toUs, wait, nodeId));
}

function interval(fromUs: number, toUs: number, wait: Wait, nodeId: NodeId): Interval {
  return { fromUs, toUs, kind: wait.kind, label: wait.label, nodeId };
}

/** Total of one kind and label over all requests of an operation. */
export interface BlameLine {
  readonly kind: WaitKind;
  readonly label: string;
  readonly totalUs: number;
}

/** Adds up intervals by kind and label. */
export class BlameTotals {
  readonly #totals = new Map<string, { kind: WaitKind; label: string; totalUs: number }>();

  add(intervals: readonly Interval[]): void {
    for (const { kind, label, fromUs, toUs } of intervals) {
      const key = `${kind} ${label}`;
      const line = this.#totals.get(key);
      if (line === undefined) this.#totals.set(key, { kind, label, totalUs: toUs - fromUs });
      else line.totalUs += toUs - fromUs;
    }
  }

  /** Largest first; ties by kind and label. */
  lines(): BlameLine[] {
    return [...this.#totals.entries()]
      .sort(([keyA, a], [keyB, b]) => b.totalUs - a.totalUs || (keyA < keyB ? -1 : 1))
      .map(([, line]) => ({ ...line }));
  }
}
