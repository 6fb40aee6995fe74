/** Reads what follows `--set`. */
import { valueFromText } from './check.js';
import { knobsOf, unknownKnob, type HasKnobs } from './own-knobs.js';
import type { Knobs } from './areas/knob.js';
import { KNOBS, type UncheckedSettings } from './table.js';
import { named } from './unknown-name.js';
import { UsageError } from './usage-error.js';

/**
 * From `knob=value` texts to values by name, for the scenario of that name or, with null, for any; a later
 * one of the same name wins. Throws a {@link UsageError} for a text without `=` and for an unknown scenario
 * or knob; whether a value is in range is for `resolveSettings` to say.
 */
export function parseAssignments(
  texts: readonly string[],
  scenario: string | null,
  scenarios: readonly HasKnobs[],
): UncheckedSettings {
  const knobs: Knobs = scenario === null ? KNOBS : knobsOf(named('scenario', scenarios, scenario));
  const wrongs: string[] = [];
  const values = new Map<string, unknown>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const knob = Object.hasOwn(knobs, name) ? knobs[name] : undefined;
    if (knob === undefined) wrongs.push(unknownKnob(name, knobs, scenarios));
    else if (equals < 0)
      wrongs.push(`--set ${text} has no value; write --set ${text}=${String(knob.default)}`);
    else values.set(name, valueFromText(knob, text.slice(equals + 1)));
  }
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  return Object.fromEntries(values);
}
