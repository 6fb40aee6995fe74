/**
 * What is told of scenarios, variants, faults and invariants, and what a run is asked for. Types only.
 */
import type { Wait } from '../../../broker-core/env.js';
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { Invariant } from './invariant.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { Knobs } from '../settings/areas/knob.js';
import type { ResolvedSettings } from '../settings/resolve.js';
import type { GivenSettings, SettingOverrides, Settings, UncheckedSettings } from '../settings/table.js';

/** A line of `list scenarios`. */
export interface ScenarioInfo {
  readonly name: string;
  readonly doc: string;
  /** Document and line, or page of the specification. */
  readonly source: string;
  /** The preset it runs with when none is given. */
  readonly variant: string;
  /** What it sets besides when none is given. */
  readonly variantSettings: SettingOverrides;
  /** The knobs that it sets itself. */
  readonly settings: SettingOverrides;
  /** Knobs of its own, which not every run has. */
  readonly knobs: Knobs;
}

/** A line of `list variants`. */
export interface VariantInfo {
  readonly name: string;
  readonly doc: string;
  /** The document and its version that describe it; empty for a design of our own. */
  readonly sources: readonly string[];
  readonly settings: SettingOverrides;
}

/** A line of `list faults`. */
export interface FaultInfo {
  readonly type: string;
  /** The verb that ends it; null for what happens at once. */
  readonly undo: string | null;
  /** Its fields besides id and times; those that may be left out end in `?`. */
  readonly fields: readonly string[];
  /** The fields that say when; `atMs` or `at` is needed. */
  readonly times: readonly string[];
}

/** A line of `list invariants`. */
export interface InvariantInfo {
  readonly name: string;
  readonly doc: string;
}

/**
 * Which requests of a run are explained, from completion back to start: none (fastest: no history is kept,
 * blame is empty), the slowest of each operation, or all.
 */
export type CausesKept = 'none' | 'slowest' | 'all';

/** What a run needs besides its scenario. */
export interface RunOptions {
  /** Required: an integer 0..2^32-1. */
  readonly seed: number;
  /** Default: the scenario's own. */
  readonly variant?: string | Variant;
  /** Default: nothing. Wins over scenario and variant; checked, with the knob's name in the message. */
  readonly set?: UncheckedSettings;
  /** Default: the scenario's own schedule for that seed. Anything; it is checked as `parseSchedule` does. */
  readonly faults?: unknown;
  /** Held of this run besides those that there are. Default: none. */
  readonly invariants?: readonly Invariant[];
  /**
   * Invariants that this run is known to violate, or `stalled`: it counts as passed all the same. Default:
   * none but those that scenario and variant declare. With `nothing` among them those do not count.
   */
  readonly expects?: readonly string[];
  /** Default: `slowest`. */
  readonly causes?: CausesKept;
  /**
   * Default: none. Keeps a line for each event in this stretch of the run (first event: 1; `toEvent`
   * included), to name the first one that differs between two runs.
   */
  readonly logEvents?: EventStretch;
  /**
   * Default: nobody. Told of the first violation of each invariant while it happens. With causes that are kept:
   * what each step that led there waited for, the last step first. None for what is judged at rest.
   */
  readonly onViolation?: (invariant: string, steps: readonly Wait[]) => void;
  /** Default: none. When it aborts the run ends, and `runScenario` rejects with a `RunInterrupted`. */
  readonly signal?: AbortSignal;
}

export interface EventStretch {
  readonly fromEvent: number;
  readonly toEvent: number;
}

/** What a run would be, without running it. */
export interface RunPlan {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  readonly settings: Settings;
  /** Those that somebody set: scenario, variant or `set`. */
  readonly given: GivenSettings;
  /** Where the value of each knob comes from. */
  readonly from: ResolvedSettings['from'];
  /** What stands at each seam of the broker: the choice of a knob, else the variant's, else `reference`. */
  readonly seams: Readonly<Record<string, string>>;
  /** Every node that a schedule may name. */
  readonly nodes: readonly string[];
  /** Roles and marks as they stand before the run. */
  readonly schedule: FaultSchedule;
  readonly scheduleHash: string;
}
