/** What a worker is asked, and what it answers: small, because both travel between threads. */
import type { Capsule } from '../../../scenarios/harness/result/capsule-types.js';
import type { Verdict } from '../../../scenarios/harness/result/verdict.js';
import type { LayerSource } from '../support/load-layer.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';

export interface SeedTask {
  readonly scenario: string;
  readonly seed: number;
  readonly variant?: string;
  readonly set: UncheckedSettings;
  readonly layerSource: LayerSource;
}

export interface SeedOutcome {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly events: number;
  readonly virtualMs: number;
  /** Names of the invariants that were violated, each once. */
  readonly invariants: readonly string[];
  /** How many faults of each type had an effect. */
  readonly faultsEffective: Readonly<Record<string, number>>;
  /** How many had none. */
  readonly faultsWithoutEffect: Readonly<Record<string, number>>;
  /** Knobs that were set and that nothing read. */
  readonly unread: readonly string[];
  readonly detail: string;
  readonly replay: string;
  /** Of a run that did not pass. */
  readonly capsule: Capsule | null;
}
