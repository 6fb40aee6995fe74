/**
 * From the layers that set knobs to the settings of a run. A later layer wins: defaults, the scenario, the variant, `--set`.
 */
import { allowed, checkValue } from './check.js';
import type { SettingValue } from './areas/knob.js';
import { rulesBroken } from './rules.js';
import {
  isKnobName,
  KNOB_NAMES,
  knobOf,
  type KnobName,
  type SettingOverrides,
  type Settings,
  type UncheckedSettings,
} from './table.js';
import { unknownName } from './unknown-name.js';
import { UsageError } from './usage-error.js';

/** Who sets what. Names and values are checked, whoever they come from. */
export interface SettingLayers {
  readonly scenario?: UncheckedSettings;
  readonly variant?: UncheckedSettings;
  /** What the person asked for. */
  readonly set?: UncheckedSettings;
}

export interface ResolvedSettings {
  /** Every knob. */
  readonly settings: Settings;
  /** Those that a layer set, with the value that they ended up with: what a report prints and a capsule holds. */
  readonly given: SettingOverrides;
  /** Which layer had the last word on each knob. */
  readonly from: Readonly<Record<KnobName, SettingLayer>>;
  /** Those of `--set`, each with the value that it would have had without. */
  readonly replaced: SettingOverrides;
}

export type SettingLayer = 'default' | keyof SettingLayers;
const LAYERS = ['scenario', 'variant', 'set'] as const satisfies readonly SettingLayer[];

/** Throws a {@link UsageError} with a line for each unknown name, value out of range, and rule between knobs that is broken. */
export function resolveSettings(layers: SettingLayers): ResolvedSettings {
  const given = new Map<KnobName, SettingValue>();
  const from = new Map<KnobName, SettingLayer>();
  const replaced = new Map<KnobName, SettingValue>();
  const wrongs: string[] = [];
  for (const layer of LAYERS) {
    for (const [name, value] of Object.entries(layers[layer] ?? {})) {
      if (!isKnobName(name)) {
        wrongs.push(unknownName('knob', name, KNOB_NAMES));
        continue;
      }
      const knob = knobOf(name);
      const checked = checkValue(knob, value);
      if (!checked.ok) {
        wrongs.push(`${name} cannot be ${show(value)}; it is ${allowed(knob)}`);
        continue;
      }
      if (layer === 'set') replaced.set(name, valueIn(given, name));
      given.set(name, checked.value);
      from.set(name, layer);
    }
  }
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  const settings = inTableOrder((name) => valueIn(given, name));
  const broken = rulesBroken(settings);
  if (broken.length > 0) throw new UsageError(...broken);
  return {
    settings,
    given: settingsOf(given),
    from: byName((name) => from.get(name) ?? 'default'),
    replaced: settingsOf(replaced),
  };
}

function valueIn(given: ReadonlyMap<KnobName, SettingValue>, name: KnobName): SettingValue {
  return given.has(name) ? (given.get(name) ?? null) : knobOf(name).default;
}

/** The compiler holds the table to the types, and every value here has passed the check of its knob. */
function isSettings(_values: Readonly<Record<string, SettingValue>>): _values is Settings {
  return true;
}

function inTableOrder(valueOf: (name: KnobName) => SettingValue): Settings {
  const values = byName(valueOf);
  if (!isSettings(values)) throw new Error('settings have the type of their table');
  return values;
}

/** Some of them, each of which has passed the check of its knob. */
function settingsOf(values: ReadonlyMap<KnobName, SettingValue>): SettingOverrides {
  return Object.fromEntries(
    KNOB_NAMES.filter((name) => values.has(name)).map((name) => [name, values.get(name)]),
  );
}

/** A field for each knob: `KNOB_NAMES` are the keys of the type. */
function byName<T>(valueOf: (name: KnobName) => T): Readonly<Record<KnobName, T>> {
  return Object.fromEntries(KNOB_NAMES.map((name) => [name, valueOf(name)])) as Record<KnobName, T>;
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
