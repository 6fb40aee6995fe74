/** What the search keeps of a run. */
import { makeCapsule, type Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { Judged } from '../../../scenarios/shrink/case/case.js';
import { sightingIn, type Sighting } from '../../../scenarios/shrink/symptom/sighting.js';
import type { Symptom } from '../../../scenarios/shrink/symptom/symptom.js';

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

export const EVENTS_MAX = 'run.eventsMax';

/** `eventsMax`: a bound that the search has set, and nobody else. */
export function ranCase(result: RunResult, symptom: Symptom, eventsMax: number | null): RanCase {
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
