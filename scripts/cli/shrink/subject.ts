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

/**
 * What a capsule sets, and each size and bound at the value that it has anyway: so its run tells which of them
 * nothing reads. Throws a {@link UsageError} if there is no such run.
 */
export function toldSettings(capsule: Capsule, layer: ScenarioLayer): UncheckedSettings {
  const { scenario, seed, variant, settings } = capsule;
  const plan = layer.planScenario(scenario, { seed, variant, set: settings, faults: [] });
  const values: GivenSettings = plan.settings;
  const names = [...sizesOf(plan, knobsIn(layer, scenario)), ...BOUNDS];
  return { ...Object.fromEntries(names.map((name) => [name, values[name]])), ...settings };
}

function knobsIn(layer: ScenarioLayer, scenario: string): Knobs {
  return knobsOf(layer.listScenarios().find(({ name }) => name === scenario) ?? { name: scenario });
}

/** `first`: the run of the capsule, with what it was told. Throws a {@link UsageError} if there is no such run. */
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
  const plan = bare ?? planned(settings);
  const { settings: base } = plan;
  const knobs = knobsIn(layer, scenario);
  const baseValues: GivenSettings = base;
  const set = Object.entries(first.settings).filter(([name, value]) => baseValues[name] !== value);
  const isRead = (name: string): boolean => !first.unread.includes(name);
  return {
    knobs,
    base: baseValues,
    sizes: sizesOf(plan, knobs).filter(isRead),
    bounds: mayEndEarlier(symptom) ? BOUNDS.filter(isRead) : [],
    nodesOf: (values) => orNull({ ...beneath, ...values })?.nodes ?? null,
    idle: new Set(first.faults.filter(({ effects }) => effects === 0).map(({ id }) => id)),
    beneath,
    start: { faults: first.schedule, set: Object.fromEntries(set) },
    boundsEvents: Object.hasOwn(first.settings, 'run.eventsMax'),
  };
}

/** A system that is no broker has no seams, and reads no knob of clusters and clients. */
function sizesOf({ seams }: RunPlan, knobs: Knobs): readonly string[] {
  const common = Object.keys(seams).length === 0 ? [] : SIZES;
  return [...common, ...ownCounts(knobs)];
}

/** Of what a scenario declares, whole numbers without a unit: how many of something. */
function ownCounts(knobs: Knobs): readonly string[] {
  return Object.entries(knobs)
    .filter(([name, knob]) => !Object.hasOwn(KNOBS, name) && knob.type === 'int' && knob.unit === null)
    .filter(([, knob]) => knob.default !== null)
    .map(([name]) => name);
}
