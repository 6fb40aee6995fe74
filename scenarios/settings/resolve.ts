/**
 * From the layers that set knobs to the settings of a run. A later layer wins: defaults, the scenario, the variant, `--set`.
 */
import { allowed, checkValue } from './check.js';
import type { SettingValue } from './knob.js';
import { rulesBroken } from './rules.js';
import {
  isKnobName,
  KNOB_NAMES,
  knobOf,
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
}

/** Throws a {@link UsageError} with a line for each unknown name, value out of range, and rule between knobs that is broken. */
export function resolveSettings(layers: SettingLayers): ResolvedSettings {
  const given = new Map<string, SettingValue>();
  const wrongs: string[] = [];
  for (const layer of [layers.scenario, layers.variant, layers.set]) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      if (!isKnobName(name)) {
        wrongs.push(unknownName('knob', name, KNOB_NAMES));
        continue;
      }
      const knob = knobOf(name);
      const checked = checkValue(knob, value);
      if (checked.ok) given.set(name, checked.value);
      else wrongs.push(`${name} cannot be ${show(value)}; it is ${allowed(knob)}`);
    }
  }
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  const settings = inTableOrder((name) =>
    given.has(name) ? (given.get(name) ?? null) : knobOf(name).default,
  );
  const broken = rulesBroken(settings);
  if (broken.length > 0) throw new UsageError(...broken);
  return { settings, given: pick(settings, given) };
}

/** The compiler holds the table to the types, and every value here has passed the check of its knob. */
function isSettings(_values: Readonly<Record<string, SettingValue>>): _values is Settings {
  return true;
}

function inTableOrder(valueOf: (name: (typeof KNOB_NAMES)[number]) => SettingValue): Settings {
  const values = Object.fromEntries(KNOB_NAMES.map((name) => [name, valueOf(name)]));
  if (!isSettings(values)) throw new Error('settings have the type of their table');
  return values;
}

function pick(settings: Settings, names: ReadonlyMap<string, unknown>): SettingOverrides {
  return Object.fromEntries(
    KNOB_NAMES.filter((name) => names.has(name)).map((name) => [name, settings[name]]),
  );
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
