/**
 * A swarm: each seed is a legal cluster under a legal load, struck by faults that a sound design survives.
 * Whatever such a run violates, or stalls on, is a bug: of the broker, of an oracle, or of the swarm.
 */
import { presets } from '../../broker-core/historic/presets.js';
import type { FaultSchedule } from '../../sim/faults/entry.js';
import { catalog } from '../catalog/catalog.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { GivenSettings, Settings } from '../harness/settings/table.js';
import { named } from '../harness/settings/unknown-name.js';
import { harmless, takesData } from './atlas.js';
import { drawsOf, type Draws } from './draws.js';
import { drawSchedule } from './schedule.js';
import { drawSettings } from './settings.js';

const SWARM_VARIANT = 'reference';

/** What `runScenario` takes. */
export interface SwarmRun {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: typeof SWARM_VARIANT;
  readonly set: GivenSettings;
  readonly faults: FaultSchedule;
}

/** Loads that go on while faults come: oftener than those that create one topic and are done. */
const OFTEN: Readonly<Record<string, number>> = {
  'leader-loss': 12,
  'contested-elections': 10,
  'group-consume': 8,
  'group-coordinator-loss': 5,
  'group-offsets': 5,
  'fetch-min-bytes': 5,
  'steady-produce': 5,
  'create-topic-storm': 3,
  'topic-recreated': 3,
  'topic-read-back': 2,
};

const SCENARIOS = catalog.flatMap((scenario) =>
  Array.from({ length: OFTEN[scenario.name] ?? 1 }, () => scenario),
);

/** How long there are faults: many together, or far apart. */
const ACTIVE_MS = [500, 2000, 6000, 15_000];

/** Of the seeds that have the scenario's own schedule too, which knows no atlas. */
const OWN_FAULTS = 0.25;

export function swarmRun(seed: number): SwarmRun {
  const draws = drawsOf(seed);
  const scenario = draws.pick('scenario', SCENARIOS);
  const activeMs = draws.pick('active', ACTIVE_MS);
  const variant = named('variant', presets, SWARM_VARIANT);
  const { set, settings } = drawSettings(draws, scenario, variant, activeMs);
  const drawn = drawSchedule(draws, scenario, settings, activeMs);
  const hasOwn = !drawn.some(takesData) && draws.chance('own faults', OWN_FAULTS);
  const faults = hasOwn ? [...ownFaults(draws, scenario, settings), ...drawn] : harmless(drawn);
  return { scenario: scenario.name, seed, variant: SWARM_VARIANT, set, faults };
}

/**
 * How many disks may lose what they had depends on the settings, which are not the scenario's: see
 * `atlas.ts`.
 */
function ownFaults(draws: Draws, scenario: Scenario, settings: Settings): FaultSchedule {
  const own = scenario.faults?.(settings, (name) => draws.fraction(`own ${name}`)) ?? [];
  return own.filter((fault) => !takesData(fault));
}
