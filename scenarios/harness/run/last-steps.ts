/** What led to this moment, from its cause back: as far as somebody who compares two failures looks. */
import type { Wait } from '../../../broker-core/env.js';
import { emptySlot } from '../../../sim/cause/history.js';
import type { Kernel } from '../../../sim/kernel/kernel.js';

const STEPS_MAX = 64;

/** The last step first. None where causes are not kept. */
export function lastSteps(kernel: Pick<Kernel, 'history' | 'here'>): readonly Wait[] {
  const { history } = kernel;
  const steps: Wait[] = [];
  const slot = emptySlot();
  for (let at = kernel.here(); steps.length < STEPS_MAX && history.read(at, slot); at = slot.cause)
    steps.push(slot.wait);
  return steps;
}
