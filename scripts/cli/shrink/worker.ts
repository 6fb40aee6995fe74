/** Runs one case in a thread of its own, and says whether the symptom is still there. */
import { makeCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { Judged } from '../../../scenarios/shrink/case/case.js';
import { sightingIn, type Sighting } from '../../../scenarios/shrink/symptom/sighting.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import { loadLayer, type LayerSource } from '../support/load-layer.js';

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

export interface RanCase extends Pick<RunResult, 'verdict' | 'events' | 'virtualMs'> {
  readonly judged: Judged;
  /** The invariants that were violated, each once. */
  readonly invariants: readonly string[];
  /** Why it stalled, or how the harness failed; null if it did neither. */
  readonly detail: string | null;
  readonly figures: Sighting['figures'];
  /** If the symptom is there. */
  readonly capsule: Capsule | null;
}

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

const EVENTS_MAX = 'run.eventsMax';

function ranCase(result: RunResult, symptom: Symptom, eventsMax: number | null): RanCase {
  const { verdict, events, virtualMs, violations, unread } = result;
  const { holds, heldAtMs, figures } = sightingIn(result, symptom);
  const stall = 'stall' in result ? result.stall : null;
  // Of a run that would have gone on nobody knows what it is.
  const isCut = eventsMax !== null && stall?.reason === EVENTS_MAX;
  return {
    verdict,
    events,
    virtualMs,
    judged: {
      holds: holds && !isCut,
      heldAtMs,
      endedAtMs: virtualMs,
      unread: unread.filter((name) => name !== EVENTS_MAX),
    },
    invariants: [...new Set(violations.map(({ invariant }) => invariant))],
    detail:
      'error' in result ? result.error.message : stall === null ? null : `${stall.reason}: ${stall.detail}`,
    figures,
    capsule: holds && !isCut ? withoutBound(makeCapsule(result), eventsMax) : null,
  };
}

/** The bound is the search's own, and this run did not come near it. */
function withoutBound(capsule: Capsule, eventsMax: number | null): Capsule {
  if (eventsMax === null) return capsule;
  const { [EVENTS_MAX]: _bound, ...settings } = capsule.settings;
  return { ...capsule, settings };
}
