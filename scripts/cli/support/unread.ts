/** Says of what was set that it came to nothing. */
import { knobsOf } from '../../../scenarios/harness/settings/own-knobs.js';
import type { CommandContext } from './io.js';

/**
 * On stderr, a line for each: what was asked for has run, but perhaps not what was meant. `scenario`: what ran, null for all there are;
 * `where`: `this run`.
 */
export function warnOfUnread(
  { io, layer }: Pick<CommandContext, 'io' | 'layer'>,
  scenario: string | null,
  unread: readonly string[],
  where: string,
): void {
  const ran = layer.listScenarios().filter(({ name }) => scenario === null || name === scenario);
  for (const name of unread) {
    const knob = ran.map((one) => knobsOf(one)[name]).find((found) => found !== undefined);
    const doc = knob === undefined ? '' : ` (${name}: ${knob.doc})`;
    io.stderr(`warning: --set ${name} changed nothing, since nothing in ${where} reads it${doc}\n`);
  }
}
