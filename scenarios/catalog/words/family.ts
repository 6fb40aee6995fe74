/** Scenarios that have most in common, and differ in what breaks. */
import type { Scenario } from '../../harness/definition/scenario.js';

type Shared = Pick<Scenario, 'variant' | 'settings' | 'load'> & Partial<Scenario>;
type Told = Pick<Scenario, 'name' | 'doc' | 'source'> & Partial<Scenario>;

/** What a scenario says of itself wins over what its family shares; its settings come on top of theirs. */
export function family(shared: Shared): (told: Told) => Scenario {
  return (told) => ({ ...shared, ...told, settings: { ...shared.settings, ...told.settings } });
}
