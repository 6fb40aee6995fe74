/** What a user brings: scenarios, variants and invariants. */
import type { Strategies } from '../../broker-core/broker/strategies.js';
import { presets, type Variant } from '../../broker-core/historic/presets.js';
import type { HistoricConfig } from '../../broker-core/historic/config.js';
import { choicesOf, withStrategies, type VariantStrategies } from '../../broker-core/historic/strategies.js';
import { appWithKnobs, type App, type AppWith } from '../../scenarios/harness/definition/app.js';
import type { Invariant } from '../../scenarios/harness/definition/invariant.js';
import { wrongsOf, wrongStrategies, type Kind } from '../../scenarios/harness/definition/checks.js';
import type { Additions } from '../../scenarios/harness/definition/registry.js';
import { withKnobs, type Scenario, type ScenarioWith } from '../../scenarios/harness/definition/scenario.js';
import type { Knobs, NoKnobs } from '../../scenarios/harness/settings/areas/knob.js';
import { knobsOf } from '../../scenarios/harness/settings/own-knobs.js';
import type { SettingOverrides } from '../../scenarios/harness/settings/table.js';
import { named, unknownName } from '../../scenarios/harness/settings/unknown-name.js';
import { builtIn } from '../../scenarios/index.js';
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
  /**
   * Invariants that it is known to violate, or `stalled`: such a run counts as passed, and so does one in
   * which it does not happen. Default: those of the base.
   */
  readonly expects?: readonly string[];
}

/**
 * A variant to run: `runScenario(name, { variant })`. Throws a `UsageError` for a name that is taken or a
 * base that there is not.
 */
export function defineVariant(definition: VariantDefinition): Variant {
  const { name, base: baseName = 'reference', summary = '', source = '' } = definition;
  const { strategies = {}, settings = {}, expects } = definition;
  checkTaken('variant', name, builtIn.variants);
  const base = named('base', presets, baseName);
  const make = (config: HistoricConfig): Partial<Strategies> => withStrategies(base, config, strategies);
  const choices = { ...choicesOf(base.strategies), ...choicesOf(strategies) };
  const merged: VariantStrategies = Object.assign(make, { choices });
  const wrong = wrongStrategies(strategies);
  if (wrong.length > 0) throw new UsageError(...wrong.map((line) => `variant ${name}: ${line}`));
  const unknown = Object.keys(definition).filter((field) => !DEFINED.includes(field));
  if (unknown.length > 0)
    throw new UsageError(...unknown.map((field) => unknownName(`field of variant ${name}`, field, DEFINED)));
  return checked('variant', {
    name,
    summary,
    source,
    strategies: merged,
    settings: { ...base.settings, ...withoutNulls(settings) },
    expects: expects ?? base.expects ?? [],
  });
}

/**
 * A scenario to run: `runScenario(scenario, { seed })`. Its functions find its own `knobs` in their settings.
 * Throws a `UsageError` for its name, or for a knob that has the name of a common one.
 */
export function defineScenario<Own extends Knobs = NoKnobs>(scenario: ScenarioWith<Own>): Scenario {
  checkTaken('scenario', scenario.name, builtIn.scenarios);
  knobsOf(scenario);
  return checked('scenario', withKnobs(scenario));
}

/**
 * A system of one's own to run as a scenario: `runScenario(app, { seed })`, and in a config file `stallgrind
 * run NAME`. Its functions find its own `knobs` in their settings. Throws a `UsageError` for its name, or for
 * a knob that has the name of a common one.
 */
export function defineApp<InvariantName extends string, Own extends Knobs = NoKnobs>(
  app: AppWith<Own, InvariantName>,
): App {
  checkTaken('scenario', app.name, builtIn.scenarios);
  knobsOf(app);
  return checked('scenario', appWithKnobs(app));
}

/**
 * An invariant to hold of every run, by a config file, or of one: `runScenario(name, { seed, invariants })`.
 * Throws a `UsageError` for its name.
 */
export function defineInvariant(invariant: Invariant): Invariant {
  checkTaken('invariant', invariant.name, builtIn.invariants);
  return checked('invariant', invariant);
}

/**
 * What `stallgrind.config.ts`, `.js` or `.mjs` in the working folder exports by default: each command then
 * knows scenarios, variants and invariants of one's own by their names. Gives what it is given; the command
 * line checks it.
 */
export function defineConfig(config: Additions): Additions {
  return config;
}

const DEFINED = ['name', 'base', 'summary', 'source', 'strategies', 'settings', 'expects'];

function checkTaken(kind: Kind, name: string, taken: readonly { readonly name: string }[]): void {
  if (taken.some((one) => one.name === name))
    throw new UsageError(`there is a ${kind} named ${name} already`);
}

/** Gives what it is given. Throws a `UsageError` with a line for each thing that is wrong. */
function checked<T extends { readonly name: string }>(kind: Kind, value: T): T {
  const wrongs = wrongsOf(kind, value);
  if (wrongs.length > 0) throw new UsageError(...wrongs.map((wrong) => `${kind} ${value.name}: ${wrong}`));
  return value;
}

/** Null means "as the variant has it", which is what leaving it out means. */
function withoutNulls(settings: SettingOverrides): Readonly<Record<string, number | boolean | string>> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)) as Record<
    string,
    number | boolean | string
  >;
}
