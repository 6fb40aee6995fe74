/** Says of what was set that it came to nothing. */
import { isKnobName, knobOf } from '../../../scenarios/harness/settings/table.js';
import type { Io } from './io.js';

/** On stderr, a line for each: what was asked for has run, but perhaps not what was meant. `where`: `this run`. */
export function warnOfUnread({ stderr }: Io, unread: readonly string[], where: string): void {
  for (const name of unread) {
    const doc = isKnobName(name) ? ` (${name}: ${knobOf(name).doc})` : '';
    stderr(`warning: --set ${name} changed nothing, since nothing in ${where} reads it${doc}\n`);
  }
}
