/**
 * A row of the verdicts: a claim of the documents, and the runs that settle it. The verdict is not written
 * down anywhere: it follows from the checks, and the checks look at runs.
 */
import type { RunResult } from '../harness/result/run-result.js';
import type { UncheckedSettings } from '../harness/settings/table.js';

interface RowText {
  /** `R9`. */
  readonly id: string;
  /** What is claimed, in our own words. */
  readonly claim: string;
  /** Document and line: `S0:L153-197`. */
  readonly source: string;
  /** What a run should show if it is so, and where that comes from. */
  readonly expected: string;
}

/** What settles most rows, one seed after another having come to the same. */
export const SEEDS_ENOUGH = 4;

/** One that runs can settle. */
export interface TestableRow extends RowText {
  /** The least seeds of a sweep that settle it as all of them do; {@link SEEDS_ENOUGH} by default. */
  readonly seedsEnough?: number;
  readonly settle: (lab: Lab) => Promise<Settled>;
}

/** One that no run can settle. */
interface UntestableRow extends RowText {
  /** What is missing, or why there is nothing to run. */
  readonly untestable: string;
}

export type VerdictRow = TestableRow | UntestableRow;

export type Seeds = readonly [first: number, last: number];

/** A creation as cheap as it gets in `create-topic-storm`: few clients, a record each, little settling. */
export const ONE_CREATION = {
  'client.count': 3,
  'client.messages': 3,
  'topic.partitions': 1,
  'run.settleMs': 2000,
} as const;

export interface LabOptions {
  /** Default: the scenario's own. */
  readonly variant?: string;
  /** Default: nothing. */
  readonly set?: UncheckedSettings;
}

/** Where rows have their runs made; it writes down the command of each. */
export interface Lab {
  /** One run, of seed 1 by default. Nothing is blamed or explained but with `causes` (default `none`). */
  run(
    scenario: string,
    options?: LabOptions & { readonly seed?: number; readonly causes?: 'none' | 'slowest' },
  ): Promise<RunResult>;
  /**
   * A run for each seed from first to last, without causes; in their order. Where as many are run as are
   * enough, those of `enough`, by default the first {@link TestableRow.seedsEnough}.
   */
  sweep(
    scenario: string,
    seeds: Seeds,
    options?: LabOptions & { readonly enough?: Seeds },
  ): Promise<readonly RunResult[]>;
  /** The sweep of most rows, seeds 1 to 20. */
  twenty(scenario: string, options?: LabOptions): Promise<readonly RunResult[]>;
  /** The same under the variant `reference`. */
  reference(scenario: string, set?: UncheckedSettings): Promise<readonly RunResult[]>;
}

/** What must be so if the claim is true, in words, and whether it is. */
export type Checks = Readonly<Record<string, boolean>>;

/** One of the checks, as a report has it. */
export interface Check {
  readonly says: string;
  readonly holds: boolean;
}

/**
 * What a figure of the documents may be compared in.
 *
 * - `fitted`: the calibration was made from it; agreement shows nothing.
 * - `exact`: it follows from constants of the code alone.
 * - `shape`: a ratio or a distribution, which does not depend on the machine.
 * - `hardware`: it depends on the machine of the measurement, here the one of the calibration. A check on it
 *   is as good as that.
 */
export type FigureKind = 'fitted' | 'exact' | 'shape' | 'hardware';

/** A documented figure beside what the mechanism gives. */
export interface Figure {
  readonly what: string;
  /** `msg/s`, `ms`, `%`. */
  readonly unit: string;
  readonly documented: number;
  readonly predicted: number;
  readonly kind: FigureKind;
  /** What a miss says of the mechanism, or that nothing explains it. */
  readonly note?: string;
}

export interface Settled {
  /** At least one. */
  readonly checks: Checks;
  /**
   * What must be so whatever the verdict: the fault struck, the other side of a contradiction does what it
   * says. Without it runs in which nothing happened could refute a claim; if one fails, nothing is settled.
   */
  readonly controls?: Checks;
  /** A sentence or two, made of what was measured. No wall time: it is the same in every run. */
  readonly measured: string;
  readonly figures?: readonly Figure[];
}

/** What one part of a row has found. */
export type Part = Pick<Settled, 'checks' | 'measured'>;

/** `reproduced`: a regression or bug was seen as told. `holds`: so does one side of a contradiction. */
export type ClaimVerdict = 'reproduced' | 'refuted' | 'holds' | 'not-testable';

/** A row when it has been settled: plain data. */
export interface VerdictOutcome extends RowText {
  readonly verdict: ClaimVerdict;
  readonly measured: string;
  readonly checks: readonly Check[];
  readonly controls: readonly Check[];
  readonly figures: readonly Figure[];
  /** The commands that show it. */
  readonly evidence: readonly string[];
}
