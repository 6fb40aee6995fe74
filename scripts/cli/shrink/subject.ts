/** What the search may change in a capsule, and how a case of it is run. */
import type { Capsule } from '../../../scenarios/harness/result/capsule.js';
import type { RunPlan } from '../../../scenarios/harness/definition/api.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import type { Knobs } from '../../../scenarios/harness/settings/areas/knob.js';
import { knobsOf } from '../../../scenarios/harness/settings/own-knobs.js';
import {
  KNOBS,
  type GivenSettings,
  type UncheckedSettings,
} from '../../../scenarios/harness/settings/table.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import type { ShrinkCase, ShrinkSubject } from '../../../scenarios/shrink/case/case.js';
import { mayEndEarlier, type Symptom } from '../../../scenarios/shrink/symptom/symptom.js';

/** Those of every run, from the one that saves most time. */
const SIZES = [
  'client.messages',
  'client.count',
  'consumer.count',
  'cluster.nodes',
  'topic.partitions',
  'topic.replicationFactor',
  'client.inFlight',
  'client.recordsTogether',
  'client.warmupMessages',
];
const BOUNDS = ['run.untilMs', 'client.forMs'];

export interface CapsuleSubject extends ShrinkSubject {
  /** What stands beneath every case: nothing, or all of the capsule where nothing else can be run. */
  readonly beneath: UncheckedSettings;
  readonly start: ShrinkCase;
  /** Whether somebody bounds the events: then that bound is a part of the run. */
  readonly boundsEvents: boolean;
}

/** `first`: the run of the capsule. Throws a {@link UsageError} if there is no such run. */
export function subjectOf(
  capsule: Capsule,
  first: RunResult,
  symptom: Symptom,
  layer: ScenarioLayer,
): CapsuleSubject {
  const { scenario, seed, variant, settings } = capsule;
  const planned = (set: UncheckedSettings): RunPlan =>
    layer.planScenario(scenario, { seed, variant, set, faults: [] });
  const orNull = (set: UncheckedSettings): RunPlan | null => {
    try {
      return planned(set);
    } catch (error) {
      if (error instanceof UsageError) return null;
      throw error;
    }
  };
  const bare = orNull({});
  const beneath = bare === null ? settings : {};
  const { settings: base, seams } = bare ?? planned(settings);
  const knobs = knobsOf(layer.listScenarios().find(({ name }) => name === scenario) ?? { name: scenario });
  const baseValues: GivenSettings = base;
  const set = Object.entries(first.settings).filter(([name, value]) => baseValues[name] !== value);
  // A system that is no broker has no seams, and reads no knob of clusters and clients.
  const common = Object.keys(seams).length === 0 ? [] : SIZES;
  return {
    knobs,
    base: baseValues,
    sizes: [...common, ...ownCounts(knobs)],
    bounds: mayEndEarlier(symptom) ? BOUNDS : [],
    nodesOf: (values) => orNull({ ...beneath, ...values })?.nodes ?? null,
    idle: new Set(first.faults.filter(({ effects }) => effects === 0).map(({ id }) => id)),
    beneath,
    start: { faults: first.schedule, set: Object.fromEntries(set) },
    boundsEvents: Object.hasOwn(first.settings, 'run.eventsMax'),
  };
}

/** Of what a scenario declares, whole numbers without a unit: how many of something. */
function ownCounts(knobs: Knobs): readonly string[] {
  return Object.entries(knobs)
    .filter(([name, knob]) => !Object.hasOwn(KNOBS, name) && knob.type === 'int' && knob.unit === null)
    .filter(([, knob]) => knob.default !== null)
    .map(([name]) => name);
}
