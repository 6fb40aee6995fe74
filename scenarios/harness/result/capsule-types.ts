/** The types of `stallgrind/capsule@1`: enough to run the same again. */
import type { UncheckedSettings } from '../settings/table.js';
import type { Verdict } from './verdict.js';

export const CAPSULE_SCHEMA = 'stallgrind/capsule@1';

/** The running hash after so many events, at that time. */
export interface CapsuleCheckpoint {
  readonly event: number;
  readonly atMs: number;
  readonly hash: string;
}

/** What made the run: another version, or other code, may well make another one of the same seed. */
export interface Program {
  readonly version: string;
  /** 16 hex digits over all code that a run depends on. */
  readonly code: string;
}

export interface Capsule {
  readonly schema: typeof CAPSULE_SCHEMA;
  /** Absent in what older versions wrote. */
  readonly program?: Program;
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  /** The knobs that were set, with the values that they ended up with; read ones are checked by the scenario's knobs when it runs. */
  readonly settings: UncheckedSettings;
  /** Resolved, with nodes for roles and times for marks; one that was read is checked against its scenario when it runs. */
  readonly faults: readonly unknown[];
  readonly verdict: Verdict;
  /** The invariants that were violated, each once. Absent in what older versions wrote. */
  readonly violated?: readonly string[];
  /** Of the run: every event with its time, node, kind and content. */
  readonly hash: string;
  readonly checkpoints: readonly CapsuleCheckpoint[];
}
