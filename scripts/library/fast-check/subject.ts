/** What a case is of: a scenario or a system, with the variant that it runs with. */
import type { Variant } from '../../../broker-core/historic/presets.js';
import { variantsOf, type App } from '../../../scenarios/harness/definition/app.js';
import { isApp } from '../../../scenarios/harness/definition/registry.js';
import type { Scenario } from '../../../scenarios/harness/definition/scenario.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import { named } from '../../../scenarios/harness/settings/unknown-name.js';
import type { SwarmRegistry } from '../../../scenarios/swarm/swarm.js';
import { builtIn } from '../../../scenarios/index.js';

export interface Subject {
  readonly scenario: Scenario | App;
  /** What the variant sets. */
  readonly variant: { readonly name: string; readonly settings: UncheckedSettings };
  /** That one and what is built in. */
  readonly registry: SwarmRegistry;
}

/** Throws a `UsageError` for a name that nobody has. */
export function subjectOf(wanted: string | Scenario | App, variant: string | Variant | undefined): Subject {
  const scenario = typeof wanted === 'string' ? named('scenario', builtIn.scenarios, wanted) : wanted;
  const others = builtIn.scenarios.filter(({ name }) => name !== scenario.name);
  const own = typeof variant === 'object' ? [variant] : [];
  const variants = [...builtIn.variants.filter(({ name }) => name !== own[0]?.name), ...own];
  const registry = { scenarios: [...others, scenario], variants };
  if (!isApp(scenario)) {
    const name = typeof variant === 'object' ? variant.name : (variant ?? 'reference');
    return { scenario, variant: named('variant', variants, name), registry };
  }
  const ofApp = variantsOf(scenario);
  if (variant === undefined) return { scenario, variant: ofApp[0], registry };
  const name = typeof variant === 'object' ? variant.name : variant;
  return { scenario, variant: named(`variant of ${scenario.name}`, ofApp, name), registry };
}
