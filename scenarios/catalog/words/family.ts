/** Scenarios that have most in common, and differ in what breaks. */
import type { Scenario, ScenarioWith } from '../../harness/definition/scenario.js';
import type { Knobs, NoKnobs } from '../../harness/settings/areas/knob.js';

type Shared<Own extends Knobs> = Pick<ScenarioWith<Own>, 'variant' | 'settings' | 'load'> &
  Partial<ScenarioWith<Own>>;
type Told<Own extends Knobs> = Pick<ScenarioWith<Own>, 'name' | 'doc' | 'source'> &
  Partial<ScenarioWith<Own>>;

/** What a scenario says wins over what its family shares; settings and knobs come on top. */
export function family<Common extends Knobs = NoKnobs>(
  shared: Shared<Common>,
): <Own extends Knobs = NoKnobs>(
  told: Omit<Told<Common & Own>, 'knobs'> & { readonly knobs?: Own },
) => Scenario {
  return (told) => {
    const knobs = { ...shared.knobs, ...told.knobs };
    const settings = { ...shared.settings, ...told.settings };
    return { ...shared, ...told, knobs, settings } as Scenario;
  };
}
