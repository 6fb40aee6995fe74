/**
 * What the runner hands over when a run has ended: the recorder's own figures in exact microseconds, and what the run was made of.
 */
import type { FaultReport } from '../../../sim/faults/outcome.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { BlameLine, Interval } from '../../../sim/cause/blame.js';
import type { Note, RecordedFinding, RequestRecord } from '../../../sim/cause/recorder.js';
import type { ResolvedSettings } from '../settings/resolve.js';
import type { UncheckedSettings } from '../settings/table.js';
import type { RunEvidence } from './evidence.js';
import type { CounterName, OperationName, WaitName } from './names.js';
import type { StallReason } from './run-result.js';

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

export interface RawRun {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  readonly resolved: ResolvedSettings;
  /** What the person set, for the replay line. */
  readonly set: UncheckedSettings;
  /** Knobs of these that nothing read. */
  readonly unread: readonly string[];
  /** Whether the faults were given from outside, so that the replay line has to name them. */
  readonly faultsGiven: boolean;
  readonly end: RawEnd;
  readonly violations: readonly RawViolation[];
  readonly hash: string;
  readonly events: number;
  readonly virtualUs: number;
  readonly wallMs: number;
  readonly requests: readonly RequestRecord<OperationName>[];
  /** Named waits: how long (us) and how often. */
  readonly waits: ReadonlyMap<WaitName, ReadonlyMap<number, number>>;
  readonly counters: ReadonlyMap<CounterName, number>;
  readonly findings: readonly RecordedFinding[];
  readonly notes: readonly Note[];
  /** Totals by operation, largest first. */
  readonly blame: ReadonlyMap<OperationName, readonly BlameLine[]>;
  readonly explained: readonly RawExplanation[];
  readonly faults: readonly FaultReport[];
  /** As it turned out. */
  readonly schedule: FaultSchedule;
  /** Of the schedule before the run. */
  readonly scheduleHash: string;
  readonly evidence: RunEvidence;
}
