/** What the runner hands over: the recorder's figures in microseconds, and what the run was made of. */
import type { BlameLine, Interval } from '../../../sim/cause/blame.js';
import type { Recorder } from '../../../sim/cause/recorder.js';
import type { ResolvedSettings } from '../settings/resolve.js';
import type { UncheckedSettings } from '../settings/table.js';
import type { RunEvidence } from './evidence.js';
import type { OperationName, ScenarioNames } from './names.js';
import type { RunFigures, StallReason } from './run-result.js';

/** How the run came to its end; whether invariants held is told by `violations`. */
export type RawEnd =
  | { readonly type: 'finished' }
  | { readonly type: 'stalled'; readonly reason: StallReason; readonly detail: string }
  | { readonly type: 'harnessError'; readonly message: string; readonly stack?: string };

export interface RawViolation {
  readonly invariant: string;
  readonly atUs: number;
  readonly detail: string;
}

export interface RawExplanation {
  /** Of the request. */
  readonly id: number;
  readonly intervals: readonly Interval[];
}

/** What stands in the result as it is. */
type AsReported = Pick<
  RunFigures,
  | 'scenario'
  | 'seed'
  | 'variant'
  | 'unread'
  | 'hash'
  | 'events'
  | 'wallMs'
  | 'faults'
  | 'schedule'
  | 'scheduleHash'
  | 'judged'
  | 'sometimes'
>;
type Recorded = Pick<Recorder<ScenarioNames>, 'requests' | 'waits' | 'counters' | 'findings' | 'notes'>;

export interface RawRun extends AsReported, Readonly<Recorded> {
  readonly resolved: ResolvedSettings;
  /** What the person set, for the replay line. */
  readonly set: UncheckedSettings;
  /** What counts as passed although it happens: names of invariants, or `stalled`. */
  readonly expects: readonly string[];
  /** Those of them that the person named, for the replay line. */
  readonly expectsAsked: readonly string[];
  /** Whether the faults were given from outside, so that the replay line has to name them. */
  readonly faultsGiven: boolean;
  /** Whether the load is that of the documents' benchmark tool. */
  readonly isOfTool: boolean;
  readonly end: RawEnd;
  readonly violations: readonly RawViolation[];
  readonly virtualUs: number;
  /** Totals by operation, largest first. */
  readonly blame: ReadonlyMap<OperationName, readonly BlameLine[]>;
  readonly explained: readonly RawExplanation[];
  readonly evidence: RunEvidence;
}
