/** Runs one case in a thread of its own, and says whether the symptom is still there. */
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { loadLayer, type LayerSource } from '../support/load-layer.js';
import { EVENTS_MAX, ranCase, type RanCase } from './ran-case.js';

export interface ShrinkTask {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  readonly set: UncheckedSettings;
  readonly faults: FaultSchedule;
  readonly expects: readonly string[];
  readonly symptom: Symptom;
  /** Events after which a case is no smaller one; null where the settings have a bound of their own. */
  readonly eventsMax: number | null;
  readonly layerSource: LayerSource;
}

export type ShrinkOutcome =
  /** There is no such run: too few nodes for a fault, a field that is needed. */
  { readonly type: 'refused' } | ({ readonly type: 'ran' } & RanCase);

export default async function runCase(task: ShrinkTask): Promise<ShrinkOutcome> {
  const { scenario, seed, variant, faults, expects, symptom, eventsMax, layerSource } = task;
  const layer = await loadLayer(layerSource);
  const set = eventsMax === null ? task.set : { ...task.set, [EVENTS_MAX]: eventsMax };
  try {
    const result = await layer.runScenario(scenario, { seed, variant, set, faults, expects, causes: 'none' });
    return { type: 'ran', ...ranCase(result, symptom, eventsMax) };
  } catch (error) {
    if (error instanceof UsageError) return { type: 'refused' };
    throw error;
  }
}
