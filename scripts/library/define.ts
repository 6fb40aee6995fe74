/** What a user brings: scenarios, variants and invariants. */
import type { Strategies } from '../../broker-core/broker/strategies.js';
import { presets, type Variant } from '../../broker-core/historic/presets.js';
import { withStrategies, type VariantStrategies } from '../../broker-core/historic/strategies.js';
import { appWithKnobs, type App, type AppWith } from '../../scenarios/harness/definition/app.js';
import type { Invariant } from '../../scenarios/harness/definition/invariant.js';
import { isName, type Additions } from '../../scenarios/harness/definition/registry.js';
import { withKnobs, type Scenario, type ScenarioWith } from '../../scenarios/harness/definition/scenario.js';
import type { Knobs, NoKnobs } from '../../scenarios/harness/settings/areas/knob.js';
import { knobsOf } from '../../scenarios/harness/settings/own-knobs.js';
import type { SettingOverrides } from '../../scenarios/harness/settings/table.js';
import { named } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';

/** What {@link defineVariant} takes. */
export interface VariantDefinition {
  /** Lower-case letters, digits and dashes; none that there is already. */
  readonly name: string;
  /** The variant that it changes. Default: `reference`. */
  readonly base?: string;
  /** What it does, in one line. Default: none. */
  readonly summary?: string;
  /** Where it is described. Default: none. */
  readonly source?: string;
  /** Functions that take the place of those of the base. Default: none. */
  readonly strategies?: Partial<Strategies>;
  /** Settings that it comes with, over those of the base. Default: none. */
  readonly settings?: SettingOverrides;
}

/** A variant to run: `runScenario(name, { variant })`. Throws a `UsageError` for a name that is taken or a base that there is not. */
export function defineVariant(definition: VariantDefinition): Variant {
  const { name, base: baseName = 'reference', summary = '', source = '' } = definition;
  const { strategies = {}, settings = {} } = definition;
  checkName('variant', name, presets);
  const base = named('base', presets, baseName);
  const merged: VariantStrategies = (config) => withStrategies(base, config, strategies);
  return {
    name,
    summary,
    source,
    strategies: merged,
    settings: { ...base.settings, ...withoutNulls(settings) },
  };
}

/**
 * A scenario to run: `runScenario(scenario, { seed })`. Its functions find its own `knobs` in their settings. Throws a `UsageError` for its
 * name, or for a knob that has the name of a common one.
 */
export function defineScenario<Own extends Knobs = NoKnobs>(scenario: ScenarioWith<Own>): Scenario {
  checkName('scenario', scenario.name, []);
  knobsOf(scenario);
  return withKnobs(scenario);
}

/**
 * A system of one's own to run as a scenario: `runScenario(app, { seed })`, and in a config file `stallgrind run NAME`. Its functions find
 * its own `knobs` in their settings. Throws a `UsageError` for its name, or for a knob that has the name of a common one.
 */
export function defineApp<InvariantName extends string, Own extends Knobs = NoKnobs>(
  app: AppWith<Own, InvariantName>,
): App {
  checkName('scenario', app.name, []);
  knobsOf(app);
  return appWithKnobs(app);
}

/** An invariant to hold of every run, by a config file, or of one: `runScenario(name, { seed, invariants })`. Throws a `UsageError` for its name. */
export function defineInvariant(invariant: Invariant): Invariant {
  checkName('invariant', invariant.name, []);
  return invariant;
}

/**
 * What `stallgrind.config.ts`, `.js` or `.mjs` in the working folder exports by default: each command then knows scenarios, variants
 * and invariants of one's own by their names. Gives what it is given; the command line checks it.
 */
export function defineConfig(config: Additions): Additions {
  return config;
}

function checkName(what: string, name: unknown, taken: readonly { readonly name: string }[]): void {
  if (!isName(name))
    throw new UsageError(
      `${what}: name cannot be ${String(name)}; it is lower-case letters, digits and dashes`,
    );
  if (taken.some((one) => one.name === name))
    throw new UsageError(`there is a ${what} named ${name} already`);
}

/** Null means "as the variant has it", which is what leaving it out means. */
function withoutNulls(settings: SettingOverrides): Readonly<Record<string, number | boolean | string>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)) as Record<
    string,
    number | boolean | string
  >;
}
