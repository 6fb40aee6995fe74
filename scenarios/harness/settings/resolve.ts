/** From the layers that set knobs to a run's settings; later wins: default, scenario, variant, `--set`. */
import { checkValue } from './check.js';
import type { SettingValue } from './areas/knob.js';
import { knobsOf, unknownKnob, type HasKnobs } from './own-knobs.js';
import { rulesBroken } from './rules.js';
import type { GivenSettings, Settings, UncheckedSettings } from './table.js';
import { UsageError } from './usage-error.js';

/** Who sets what. Names and values are checked in every layer. */
export interface SettingLayers {
  readonly scenario?: UncheckedSettings;
  readonly variant?: UncheckedSettings;
  /** What the person asked for. */
  readonly set?: UncheckedSettings;
}

export interface ResolvedSettings {
  /** Every knob, the scenario's own included, under the names that the scenario's type gives them. */
  readonly settings: Settings;
  /** Those that a layer set, with their final values: what a report prints and a capsule holds. */
  readonly given: GivenSettings;
  /** Which layer had the last word on each knob. */
  readonly from: Readonly<Record<string, SettingLayer>>;
  /** Those of `--set`, each with the value that it would have had without. */
  readonly replaced: GivenSettings;
}

export type SettingLayer = 'default' | keyof SettingLayers;
const LAYERS = ['scenario', 'variant', 'set'] as const satisfies readonly SettingLayer[];

/**
 * For a run of that scenario and its own knobs. Throws a {@link UsageError}, a line for each unknown name
 * (said to be of another of `scenarios` if it is), value out of range, and broken rule between knobs.
 */
export function resolveSettings(
  layers: SettingLayers,
  scenario: HasKnobs = { name: 'this run' },
  scenarios: readonly HasKnobs[] = [],
): ResolvedSettings {
  const knobs = knobsOf(scenario);
  const values = new Map<string, SettingValue>(
    Object.entries(knobs).map(([name, knob]) => [name, knob.default]),
  );
  const from = new Map<string, SettingLayer>(Object.keys(knobs).map((name) => [name, 'default']));
  const replaced = new Map<string, SettingValue>();
  const wrongs: string[] = [];
  for (const layer of LAYERS) {
    for (const [name, value] of Object.entries(layers[layer] ?? {})) {
      const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
      if (knob === undefined) {
        wrongs.push(unknownKnob(name, knobs, scenarios));
        continue;
      }
      const checked = checkValue(knob, value);
      if (!checked.ok) {
        wrongs.push(`${name} cannot be ${show(value)}; it is ${checked.right}`);
        continue;
      }
      if (layer === 'set') replaced.set(name, values.get(name) ?? null);
      values.set(name, checked.value);
      from.set(name, layer);
    }
  }
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  const settings = Object.fromEntries(values);
  if (!isSettings(settings)) throw new Error('settings have the type of their table');
  const broken = rulesBroken(settings);
  if (broken.length > 0) throw new UsageError(...broken);
  const inTableOrder = [...values];
  return {
    settings,
    given: Object.fromEntries(inTableOrder.filter(([name]) => from.get(name) !== 'default')),
    from: Object.fromEntries(from),
    replaced: Object.fromEntries(
      inTableOrder.flatMap(([name]) => (replaced.has(name) ? [[name, replaced.get(name) ?? null]] : [])),
    ),
  };
}

/** The compiler holds the table to the types, and every value here has passed the check of its knob. */
function isSettings(_values: GivenSettings): _values is Settings {
  return true;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
