/** Says of what was set that it came to nothing. */
import type { Knob, Knobs } from '../../../scenarios/harness/settings/areas/knob.js';
import { KNOBS } from '../../../scenarios/harness/settings/table.js';
import type { CommandContext } from './io.js';

/** On stderr, a line for each: what was asked for has run, but perhaps not what was meant. `where`: `this run`. */
export function warnOfUnread(
  { io, layer }: Pick<CommandContext, 'io' | 'layer'>,
  unread: readonly string[],
  where: string,
): void {
  const all: readonly Knobs[] = [KNOBS, ...layer.listScenarios().map(({ knobs }) => knobs)];
  const byName = new Map<string, Knob>(all.flatMap((knobs) => Object.entries(knobs)));
  for (const name of unread) {
    const knob = byName.get(name);
    const doc = knob === undefined ? '' : ` (${name}: ${knob.doc})`;
    io.stderr(`warning: --set ${name} changed nothing, since nothing in ${where} reads it${doc}\n`);
  }
}
