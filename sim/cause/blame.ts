/**
 * Where a request's time went: from its completion back along the causes to its start.
 *
 * The intervals have no gap and no overlap: each begins where the interval of its cause ended. What reaches
 * back beyond the start (a tick that already ran, a sync of another request) is cut there. So they add up to
 * the latency exactly.
 */
import type { Cause, NodeId, Wait, WaitKind } from '../../broker-core/door.js';
import { emptySlot, ORIGIN, type CauseRecord, type CauseSlot, type History } from './history.js';
import type { Marks } from './marks.js';
import { Route } from './route.js';

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

/** What there is to ask about a run. */
export interface Evidence {
  readonly history: History;
  readonly marks: Marks;
  readonly nodeName: (nodeNumber: number) => NodeId;
}

/** A request that has ended: its causes at the start and at the completion, and the time that it took. */
export interface Answered {
  readonly first: Cause;
  readonly last: Cause;
  readonly startUs: number;
  readonly endUs: number;
}

/**
 * Told of an interval. `kind`: the wait's, or `poll-overshoot`; `nodeNumber`: null if nothing is recorded.
 */
type Visit = (fromUs: number, toUs: number, wait: Wait, kind: WaitKind, nodeNumber: number | null) => void;

/** Intervals from `startUs` to `endUs`, oldest first. */
export function explain(evidence: Evidence, request: Answered): Interval[] {
  const intervals: Interval[] = [];
  walkBack(evidence, request, (fromUs, toUs, { label }, kind, nodeNumber) => {
    const nodeId = nodeNumber === null ? '' : evidence.nodeName(nodeNumber);
    intervals.push({ fromUs, toUs, kind, label, nodeId });
  });
  return intervals.reverse();
}

/** Visits the intervals, newest first. It is done for every request of a run, so it makes no objects. */
function walkBack(evidence: Evidence, { first, last, startUs, endUs }: Answered, visit: Visit): void {
  const { history } = evidence;
  let route: Route | null = null;
  let record: CauseSlot = emptySlot();
  let before: CauseSlot = emptySlot();
  let isKnown = history.read(last, record);
  let toUs = endUs;
  for (let steps = 0; toUs > startUs; steps += 1) {
    if (record.branches !== null) {
      route ??= new Route(history, first);
      record.cause = route.choose(record.cause, record.branches);
    }
    const isFirst = record.cause === ORIGIN;
    // An interval begins where its cause ended: without a cause nothing is known since `startUs`.
    const beganIsKnown = isKnown && (isFirst || history.read(record.cause, before));
    if (!beganIsKnown || steps >= CHAIN_STEPS_MAX) {
      visit(startUs, toUs, FORGOTTEN, FORGOTTEN.kind, null);
      return;
    }
    const fromUs = Math.max(startUs, isFirst ? 0 : before.atUs);
    if (fromUs < toUs) visitSplit(evidence, fromUs, toUs, record, visit);
    toUs = fromUs;
    isKnown = !isFirst;
    [record, before] = [before, record];
  }
}

/** A poll whose thing came true during it is waiting up to then, and overshoot after. */
function visitSplit(
  { marks, nodeName }: Evidence,
  fromUs: number,
  toUs: number,
  { wait, nodeNumber }: CauseRecord,
  visit: Visit,
): void {
  if (wait.kind === 'poll' && wait.awaits !== undefined) {
    const nodeId = nodeName(nodeNumber);
    const cameTrue =
      marks.lastUpTo(nodeId, wait.awaits, fromUs) ?? marks.firstBetween(nodeId, wait.awaits, fromUs, toUs);
    if (cameTrue !== null) {
      const seenFromUs = Math.max(fromUs, cameTrue);
      if (seenFromUs < toUs) visit(seenFromUs, toUs, wait, 'poll-overshoot', nodeNumber);
      if (fromUs < seenFromUs) visit(fromUs, seenFromUs, wait, wait.kind, nodeNumber);
      return;
    }
  }
  visit(fromUs, toUs, wait, wait.kind, nodeNumber);
}

/** Total of one kind and label over all requests of an operation. */
export interface BlameLine {
  readonly kind: WaitKind;
  readonly label: string;
  readonly totalUs: number;
}

/** Waits whose line is remembered; programs have a few dozen, unless they make one for each request. */
const KNOWN_WAITS_MAX = 1024;

type Line = { -readonly [Key in keyof BlameLine]: BlameLine[Key] };

/** Adds up the intervals of requests by kind and label. */
export class BlameTotals {
  readonly #lines = new Map<string, Line>();
  /** The lines again, found without making a string of kind and label. */
  readonly #lineOfWait = new Map<Wait, Line>();

  add(evidence: Evidence, request: Answered): void {
    walkBack(evidence, request, this.#count);
  }

  readonly #count: Visit = (fromUs, toUs, wait, kind) => {
    let line = kind === wait.kind ? this.#lineOfWait.get(wait) : undefined;
    if (line === undefined) {
      line = this.#lineOf(kind, wait.label);
      // Emptying it costs some repeated work and never an answer.
      if (this.#lineOfWait.size >= KNOWN_WAITS_MAX) this.#lineOfWait.clear();
      if (kind === wait.kind) this.#lineOfWait.set(wait, line);
    }
    line.totalUs += toUs - fromUs;
  };

  #lineOf(kind: WaitKind, label: string): Line {
    const key = `${kind} ${label}`;
    let line = this.#lines.get(key);
    if (line === undefined) this.#lines.set(key, (line = { kind, label, totalUs: 0 }));
    return line;
  }

  /** Largest first; ties by kind and label. */
  lines(): BlameLine[] {
    return [...this.#lines.entries()]
      .sort(([keyA, a], [keyB, b]) => b.totalUs - a.totalUs || (keyA < keyB ? -1 : 1))
      .map(([, line]) => ({ ...line }));
  }
}
