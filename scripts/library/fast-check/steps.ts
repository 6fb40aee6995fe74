/** Lists of commands as an arbitrary. */
import type { Arbitrary } from 'fast-check';
import { textOfSteps, WAIT, type HasArgs, type Step } from '../../../scenarios/harness/steps/commands.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { drawnAlone } from './drawn.js';
import { drawValue } from './parts.js';

/** What {@link stepsOf} may draw. */
export interface StepsOptions {
  /** Steps at most. Default: 30. */
  readonly stepsMax?: number;
}

/**
 * Lists of these commands, as the text that a knob made by `steps` holds: settings, so that a capsule has them
 * as data. They shrink to fewer steps and smaller arguments; a step that is cut leaves a `wait` behind where what
 * comes after it would else meet other faults.
 *
 * ```
 * stallgrindProperty(store, { settings: fc.record({ 'kv.steps': stepsOf(commands) }) })
 * ```
 *
 * Throws a `UsageError` where there is no command to draw.
 */
export function stepsOf(commands: HasArgs, { stepsMax = 30 }: StepsOptions = {}): Arbitrary<string> {
  const names = Object.keys(commands);
  if (names.length === 0) throw new UsageError('there are no commands to draw steps from');
  if (!Number.isSafeInteger(stepsMax) || stepsMax < 1 || stepsMax > 1000)
    throw new UsageError(`stepsMax cannot be ${String(stepsMax)}; it is an integer from 1 to 1000`);
  return drawnAlone((draws) => {
    const count = draws.int('steps', 1, stepsMax);
    const steps: Step[] = [];
    let waits = 0;
    for (let number = 1; number <= count; number += 1) {
      const id = `s${number}`;
      if (!draws.keeps(id)) {
        waits += draws.keeps(`${id} wait`) ? 1 : 0;
        continue;
      }
      if (waits > 0) steps.push({ command: WAIT, args: { steps: waits } });
      waits = 0;
      const command = draws.pick(`${id} command`, names);
      const args = Object.entries(commands[command]?.args ?? {}).map(
        ([name, knob]) => [name, drawValue(draws, `${id} ${name}`, knob)] as const,
      );
      steps.push({ command, args: Object.fromEntries(args) });
    }
    return textOfSteps(steps);
  });
}
