/** What there is to run, and what is held of it. The catalog fills it, and a config file adds to it. */
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { App } from './app.js';
import type { Invariant } from './invariant.js';
import type { Scenario } from './scenario.js';

export interface Registry {
  /** Of the broker, and of other systems. */
  readonly scenarios: readonly (Scenario | App)[];
  readonly variants: readonly Variant[];
  /** Held of every run of a broker. */
  readonly invariants: readonly Invariant[];
}

export function isApp(scenario: Scenario | App): scenario is App {
  return 'system' in scenario;
}
