/**
 * What a run says about itself: requests with latencies and blame, named waits, counters, findings, notes.
 */
import type { Cause, Finding, NodeId, Span, TraceNames, Wait } from '../../broker-core/door.js';
import { BlameTotals, explain, type Evidence, type Interval } from './blame.js';
import type { History } from './history.js';
import { createMarks, type Marks } from './marks.js';
import { Timeouts } from './timeouts.js';

export interface RequestRecord<Operation extends string = string> {
  readonly id: number;
  readonly operation: Operation;
  readonly nodeId: NodeId;
  readonly startUs: number;
  endUs: number | null;
  /**
   * `ok`, the name of an error code; `pending` while there is no answer, `unknown` when its asker has died.
   */
  outcome: string;
  readonly startCause: Cause;
  endCause: Cause;
}

export interface RecordedFinding extends Finding {
  readonly nodeId: NodeId;
  readonly atUs: number;
  /** Time that was waited in vain; 0 when nobody waited. */
  readonly costUs: number;
}

export interface Note {
  readonly atUs: number;
  readonly nodeId: NodeId;
  readonly text: string;
}

/** Counts the findings of each type. */
export type FindingCounter = `findings.${Finding['type']}`;

/**
 * Findings kept of each type; the count of all is in their {@link FindingCounter}. 1. A storm of 10,000 waits
 * ends late. 2. One wait is slept through. 3. With one bound for all types nobody would hear of it.
 */
const FINDINGS_MAX = 10_000;
/** Of each node: one that notes very much silences no other. */
const NOTES_MAX = 10_000;

export class Recorder<Names extends TraceNames = TraceNames> {
  readonly marks: Marks = createMarks();
  readonly timeouts: Timeouts;
  readonly requests: RequestRecord<Names['operation']>[] = [];
  /** Named waits: how long (us) and how often. */
  readonly waits = new Map<Names['wait'], Map<number, number>>();
  readonly counters: Map<Names['counter'] | FindingCounter, number> = new Map();
  readonly findings: RecordedFinding[] = [];
  readonly notes: Note[] = [];
  readonly blame = new Map<Names['operation'], BlameTotals>();
  readonly #evidence: Evidence;
  readonly #noteCounts = new Map<NodeId, number>();
  #measures = true;
  readonly #waitsFromUs = new Map<Names['wait'], number>();
  /** Time-outs that fired before what they awaited came true: late or never, which the end tells. */
  readonly #open: { nodeId: NodeId; key: string; armedUs: number; firedUs: number }[] = [];

  constructor(history: History, nodeName: (nodeNumber: number) => NodeId) {
    this.timeouts = new Timeouts(history);
    this.#evidence = { history, marks: this.marks, nodeName };
  }

  /** From now on nothing is measured or counted; what is pending stays so. Notes go on. */
  endMeasuring(): void {
    this.close();
    this.#measures = false;
  }

  begin(nodeId: NodeId, operation: Names['operation'], startUs: number, startCause: Cause): Span {
    if (!this.#measures) return { id: 0, operation };
    const id = this.requests.length + 1;
    this.requests.push({
      id,
      operation,
      nodeId,
      startUs,
      endUs: null,
      outcome: 'pending',
      startCause,
      endCause: 0,
    });
    return { id, operation };
  }

  end(span: Span, outcome: string, endUs: number, endCause: Cause): void {
    if (!this.#measures) return;
    const request = this.requests[span.id - 1];
    if (request === undefined || request.endUs !== null)
      throw new Error(`request ${String(span.id)} ended twice`);
    request.endUs = endUs;
    request.outcome = outcome;
    request.endCause = endCause;
    let totals = this.blame.get(request.operation);
    if (totals === undefined) this.blame.set(request.operation, (totals = new BlameTotals()));
    totals.add(this.#evidence, {
      first: request.startCause,
      last: endCause,
      startUs: request.startUs,
      endUs,
    });
  }

  /** A process has ended: what it had asked for has no end, and nobody waits for it. */
  processEnded(nodeId: NodeId): void {
    this.timeouts.processEnded(nodeId);
    for (const request of this.requests)
      if (request.nodeId === nodeId && request.outcome === 'pending') request.outcome = 'unknown';
  }

  /** Where the time of a finished request went; empty for one that is pending. */
  explain(request: RequestRecord): Interval[] {
    const { startCause: first, endCause: last, startUs, endUs } = request;
    return endUs === null ? [] : explain(this.#evidence, { first, last, startUs, endUs });
  }

  /** `endUs`: now. */
  waited(name: Names['wait'], durationUs: number, endUs: number): void {
    if (!this.#measures || endUs - durationUs < (this.#waitsFromUs.get(name) ?? 0)) return;
    let histogram = this.waits.get(name);
    if (histogram === undefined) this.waits.set(name, (histogram = new Map<number, number>()));
    histogram.set(durationUs, (histogram.get(durationUs) ?? 0) + 1);
  }

  /** Of waits under these names, counts only those that begin from now on: the set-up is nobody's figure. */
  countWaitsFrom(nowUs: number, names: readonly Names['wait'][]): void {
    for (const name of names) {
      this.#waitsFromUs.set(name, nowUs);
      this.waits.delete(name);
    }
  }

  count(counter: Names['counter'] | FindingCounter, by: number): void {
    if (this.#measures) this.counters.set(counter, (this.counters.get(counter) ?? 0) + by);
  }

  finding(nodeId: NodeId, finding: Finding, atUs: number, costUs: number): void {
    if (!this.#measures) return;
    const counter: FindingCounter = `findings.${finding.type}`;
    this.count(counter, 1);
    if ((this.counters.get(counter) ?? 0) <= FINDINGS_MAX)
      this.findings.push({ ...finding, nodeId, atUs, costUs });
  }

  note(nodeId: NodeId, text: string, atUs: number): void {
    const count = this.#noteCounts.get(nodeId) ?? 0;
    if (count >= NOTES_MAX) return;
    this.#noteCounts.set(nodeId, count + 1);
    this.notes.push({ atUs, nodeId, text });
  }

  /** A time-out fired: says why, as far as it is known by now. */
  timedOut(nodeId: NodeId, wait: Wait, armedUs: number, firedUs: number): void {
    const key = wait.awaits;
    if (wait.kind !== 'timeout' || key === undefined) return;
    // The first time: it may come true again, and who was not woken then has waited in vain ever since.
    const cameTrueUs =
      this.marks.firstBetween(nodeId, key, armedUs - 1, firedUs) ??
      this.marks.lastUpTo(nodeId, key, armedUs - 1);
    if (cameTrueUs === null) {
      this.#open.push({ nodeId, key, armedUs, firedUs });
      return;
    }
    if (cameTrueUs === firedUs) return; // A tie, which goes to what was awaited: nothing has timed out.
    const early = cameTrueUs < armedUs;
    const detail = early
      ? `it had come true ${ms(armedUs - cameTrueUs)} before anyone listened`
      : `it came true ${ms(cameTrueUs - armedUs)} into the wait, and nobody was woken`;
    const costUs = firedUs - Math.max(armedUs, cameTrueUs);
    this.finding(nodeId, { type: 'lost-wakeup', key, detail }, cameTrueUs, costUs);
  }

  /** At the end of the run: tells late from never. */
  close(): void {
    for (const { nodeId, key, armedUs, firedUs } of this.#open) {
      const cameTrueUs = this.marks.firstBetween(nodeId, key, firedUs - 1, Number.POSITIVE_INFINITY);
      if (cameTrueUs === firedUs) continue; // A tie, as above, that was marked later in the same instant.
      const finding: Finding =
        cameTrueUs === null
          ? { type: 'never', key, detail: 'it never came true' }
          : { type: 'late', key, detail: `it came true ${ms(cameTrueUs - firedUs)} late` };
      this.finding(nodeId, finding, cameTrueUs ?? firedUs, firedUs - armedUs);
    }
    this.#open.length = 0;
  }
}

function ms(us: number): string {
  return `${(us / 1000).toFixed(3)} ms`;
}
