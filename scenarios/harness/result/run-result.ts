/**
 * What a run gives back, and its JSON, `stallgrind/run@1`. Times are virtual milliseconds with three decimals
 * at most, which is the clock's own resolution: nothing is lost in them.
 */
import type { TraceNames, WaitKind } from '../../../broker-core/env.js';
import type { FaultReport } from '../../../sim/faults/outcome.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { SometimesCount } from '../../../sim/world/sometimes.js';
import type { GivenSettings } from '../settings/table.js';
import type { BenchmarkToolFigures } from './benchmark-tool.js';
import type { Difference, RunEvidence } from './evidence.js';
import type { LatencyFigures } from './latency.js';
import type { Counters, Operations, ScenarioNames, Waits } from './names.js';
import type { Remark } from './remarks.js';
import type { Verdict } from './verdict.js';

export const RUN_SCHEMA = 'stallgrind/run@1';

export interface OperationFigures {
  readonly ok: number;
  readonly failed: number;
  /** Without an answer when the run ended. */
  readonly pending: number;
  /** How often each error code was the answer. */
  readonly errors: Readonly<Record<string, number>>;
  /** Successes per second, from the first request's start to the last answer; null below 10 ms a run. */
  readonly throughputPerS: number | null;
  /** Of all that were answered: leaving failures out would flatter slow ones. Null if none was. */
  readonly latencyMs: LatencyFigures | null;
  /**
   * The same as the benchmark tool of the documents reports it, where the load is that of the tool. Null while
   * a record has no end: the tool would wait for it.
   */
  readonly asReported?: BenchmarkToolFigures | null;
}

export interface WaitFigures {
  readonly count: number;
  /** How often it took exactly so many milliseconds; shortest first. */
  readonly histogramMs: Readonly<Record<string, number>>;
}

export interface BlameShare {
  readonly kind: WaitKind;
  readonly label: string;
  readonly totalMs: number;
  /** Of the time of all requests of the operation, 0..1. */
  readonly share: number;
}

export interface FindingFigures {
  readonly type: string;
  readonly key: string;
  readonly node: string;
  readonly atMs: number;
  readonly costMs: number;
  readonly detail?: string;
}

export interface Violation {
  readonly invariant: string;
  readonly atMs: number;
  readonly detail: string;
}

export interface RequestFigures<Names extends TraceNames = ScenarioNames> {
  readonly id: number;
  readonly operation: Names['operation'];
  readonly node: string;
  readonly startMs: number;
  /** Null while there is no answer. */
  readonly latencyMs: number | null;
  /** `ok`, the name of an error code, `pending`, or `unknown` if its asker died. */
  readonly outcome: string;
}

export interface IntervalFigures {
  readonly kind: WaitKind;
  readonly label: string;
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** A request and where its time went: intervals without gap or overlap, oldest first. */
export interface ExplainedRequest<Names extends TraceNames = ScenarioNames> extends RequestFigures<Names> {
  readonly intervals: readonly IntervalFigures[];
}

export interface NoteFigures {
  readonly atMs: number;
  readonly node: string;
  readonly text: string;
}

/** What every run has, however it ended. */
export interface RunFigures<Names extends TraceNames = ScenarioNames> {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  /** Invariants that scenario, variant or person know it to violate, or `stalled`. */
  readonly expects: readonly string[];
  /** Those of them that happened. */
  readonly asExpected: readonly string[];
  /** The verdict on what was not expected: exit codes speak of it, and assertions. */
  readonly countsAs: Verdict;
  /** The knobs that scenario, variant or person set; all others have their defaults. */
  readonly settings: GivenSettings;
  /** The knobs that the person set and that nothing in the run read: setting them changed nothing. */
  readonly unread: readonly string[];
  /** 16 hex digits over every event. */
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly operations: Operations<OperationFigures, Names>;
  readonly waits: Waits<WaitFigures, Names>;
  readonly counters: Counters<Names>;
  readonly faults: readonly FaultReport[];
  /** Resolved: the same faults again, for `--faults`. */
  readonly schedule: FaultSchedule;
  /** Of the schedule before the run: it shows whether two variants have met the same one. */
  readonly scheduleHash: string;
  readonly blame: Operations<readonly BlameShare[], Names>;
  readonly findings: readonly FindingFigures[];
  /** By invariant, how often it had something to judge: at 0 it could have found nothing. */
  readonly judged: Readonly<Record<string, number>>;
  /** Of what should be so in some run, how often this one asked and how often it was so. */
  readonly sometimes: Readonly<Record<string, SometimesCount>>;
  /** What the figures say about the documents' own. */
  readonly remarks: readonly Remark[];
  /** The slowest of each operation, slowest first; or all, if that was asked for. */
  readonly explained: readonly ExplainedRequest<Names>[];
  /** The line that runs the same again. */
  readonly replay: string;
}

export type StallReason = 'no-progress' | 'run.untilMs' | 'run.eventsMax' | 'heap';

export interface Stall {
  readonly reason: StallReason;
  readonly detail: string;
}

/** How it ended, and what only that ending has. */
export type RunEnding =
  | { readonly verdict: 'passed'; readonly violations: readonly [] }
  | {
      readonly verdict: 'violated';
      readonly violations: readonly [Violation, ...Violation[]];
      /** Null: it went on to its end. */
      readonly stall: Stall | null;
    }
  | { readonly verdict: 'stalled'; readonly violations: readonly []; readonly stall: Stall }
  | {
      readonly verdict: 'nondeterministic';
      readonly violations: readonly Violation[];
      readonly difference: Difference;
    }
  | {
      readonly verdict: 'harnessError';
      readonly violations: readonly Violation[];
      readonly error: { readonly message: string; readonly stack?: string };
    };

/** What is too long for every report: in the JSON only with `--requests`. */
export interface RunHistory<Names extends TraceNames = ScenarioNames> {
  readonly requests: readonly RequestFigures<Names>[];
  readonly notes: readonly NoteFigures[];
}

/** Of a scenario. A system of your own has its own names: `RunResult<TraceNames>` takes any. */
export type RunResult<Names extends TraceNames = ScenarioNames> = RunFigures<Names> &
  RunEnding &
  RunHistory<Names> & { readonly evidence: RunEvidence };

export type RunDocument = { readonly schema: typeof RUN_SCHEMA } & RunFigures &
  RunEnding &
  Partial<RunHistory>;
