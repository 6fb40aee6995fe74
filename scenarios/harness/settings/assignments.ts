/** Reads what follows `--set`. */
import { valueFromText } from './check.js';
import { isKnobName, KNOB_NAMES, knobOf } from './table.js';
import { unknownName } from './unknown-name.js';
import { UsageError } from './usage-error.js';

/**
 * From `knob=value` texts to values by name; a later one of the same name wins. Throws a {@link UsageError} for a text without `=`
 * and for an unknown name; whether a value is in range is for `resolveSettings` to say.
 */
export function parseAssignments(texts: readonly string[]): Readonly<Record<string, unknown>> {
  const wrongs: string[] = [];
  const values = new Map<string, unknown>();
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isKnobName(name)) wrongs.push(unknownName('knob', name, KNOB_NAMES));
    else if (equals < 0)
      wrongs.push(`--set ${text} has no value; write --set ${text}=${String(knobOf(name).default)}`);
    else values.set(name, valueFromText(knobOf(name), text.slice(equals + 1)));
  }
  if (wrongs.length > 0) throw new UsageError(...wrongs);
  return Object.fromEntries(values);
}
