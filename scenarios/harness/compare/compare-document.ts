/** The types of `stallgrind/compare@1`: variants of the code on the same seeds, under the same faults. */
import type { Operations, Waits } from '../result/names.js';
import type { OperationFigures, RunEnding, WaitFigures } from '../result/run-result.js';
import type { Verdict } from '../result/verdict.js';
import type { Axis, Side } from './sides.js';

export const COMPARE_SCHEMA = 'stallgrind/compare@1';

/** One run in short. */
export interface RunSummary {
  /** The name of the side. */
  readonly variant: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** The verdict on what was not expected. */
  readonly countsAs: Verdict;
  /** What happened and was expected: names of invariants, or `stalled`. */
  readonly asExpected: readonly string[];
  readonly hash: string;
  /** Of the schedule before the run. */
  readonly scheduleHash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly wallMs: number;
  readonly operations: Operations<OperationFigures>;
  readonly violations: RunEnding['violations'];
  readonly replay: string;
}

/** All runs of a variant together. */
export interface VariantFigures {
  readonly variant: string;
  /** How many of its runs ended so. */
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** The same of the verdicts on what was not expected. */
  readonly countedAs: Readonly<Partial<Record<Verdict, number>>>;
  /** What happened in its runs and was expected, invariants by name or `stalled`, with the number of runs. */
  readonly asExpected: Readonly<Record<string, number>>;
  /** Percentiles are of all requests of all seeds together. */
  readonly operations: Operations<OperationFigures>;
  readonly waits: Waits<WaitFigures>;
  /** By the id of a fault: the runs in which it had no effect. Those always with effect are left out. */
  readonly faultsWithoutEffect: Readonly<Record<string, number>>;
}

/** Milliseconds; percentiles by nearest rank. */
export interface DifferenceFigures {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Where the mean difference lies with that confidence, had other seeds been drawn. */
export interface BootstrapInterval {
  readonly lowMs: number;
  readonly highMs: number;
  readonly confidence: number;
  readonly resamples: number;
}

/** How many failed, by where. */
export interface FailedPairs {
  readonly inBase: number;
  readonly inOther: number;
  readonly inBoth: number;
}

/** What `other` did with the very requests that `base` had. */
export interface PairedFigures {
  readonly operation: string;
  readonly base: string;
  readonly other: string;
  /** Matched requests that succeeded in both. The differences are theirs alone. */
  readonly pairs: number;
  /** Matched requests that both answered, at least one of them with an error: no time to compare. */
  readonly failedPairs: FailedPairs;
  /** Requests without a partner, or without an answer on one side. */
  readonly unpaired: number;
  /** Latency in `other` less that in `base`: below zero is faster. Null without any pair. */
  readonly differenceMs: DifferenceFigures | null;
  /** Of the mean, over seeds; null when there are fewer than two: one seed says nothing of others. */
  readonly meanInterval: BootstrapInterval | null;
}

/** The faults of one seed. */
export interface SeedFaults {
  readonly seed: number;
  /** The same for every variant, or null: then the faults differed, and the comparison is void. */
  readonly scheduleHash: string | null;
}

export interface GateOutcome {
  /** As it was written. */
  readonly gate: string;
  readonly variant: string;
  readonly operation: string;
  readonly passed: boolean;
  /** What was measured; null if there was nothing to measure. */
  readonly measured: number | null;
  /** What it was held against, in the unit of `measured`; null if the first variant has no such figure. */
  readonly limit: number | null;
  /**
   * Why it failed whatever was measured: none succeeded, or fewer than under the first variant. Null
   * otherwise, and for gates on `failed`, which say how many may fail.
   */
  readonly succeeded: {
    readonly ok: number;
    readonly asked: number;
    readonly baseOk: number;
    readonly baseAsked: number;
  } | null;
  /** Why it could not be judged; null if it was. What cannot be judged has not passed. */
  readonly problem: string | null;
  readonly unit: GateUnit;
}

export type GateUnit = 'ms' | '/s' | 'requests';

export interface CompareDocument {
  readonly schema: typeof COMPARE_SCHEMA;
  readonly scenario: string;
  /** Those that every variant has run. */
  readonly seeds: readonly number[];
  /** How many there were to be. */
  readonly seedsAsked: number;
  /** `interrupted`: by Ctrl-C, before all seeds had run. */
  readonly ended: 'complete' | 'interrupted';
  /** The knobs that the person set and that no run read, whatever its variant. */
  readonly unread: readonly string[];
  /** What the sides are. In the order of `variants`; their names are those of `variants`. */
  readonly sides: readonly Side[];
  /** The seams and knobs in which the sides differ. */
  readonly differences: readonly Axis[];
  readonly runs: readonly RunSummary[];
  /** In the order in which they were named; the first is what the others are compared with. */
  readonly variants: readonly VariantFigures[];
  readonly faults: readonly SeedFaults[];
  readonly paired: readonly PairedFigures[];
  readonly gates: readonly GateOutcome[];
}
