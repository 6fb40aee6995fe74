/** Arbitraries of parts of a case: settings, cluster shapes, workloads, schedules. */
import type { Arbitrary } from 'fast-check';
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { App } from '../../../scenarios/harness/definition/app.js';
import type { Scenario } from '../../../scenarios/harness/definition/scenario.js';
import type { Knob, SettingValue } from '../../../scenarios/harness/settings/areas/knob.js';
import { knobsOf, unknownKnob } from '../../../scenarios/harness/settings/own-knobs.js';
import type {
  GivenSettings,
  KnobName,
  UncheckedSettings,
} from '../../../scenarios/harness/settings/table.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { Draws } from '../../../scenarios/swarm/draws.js';
import { AREAS, SHAPE } from '../../../scenarios/swarm/knobs.js';
import { drawSchedule, TYPES } from '../../../scenarios/swarm/schedule.js';
import { askedSettings } from '../../../scenarios/swarm/settings.js';
import type { FaultSchedule, FaultType } from '../../../sim/faults/entry.js';
import { casesOf, type CaseOptions } from './cases.js';
import { drawnAlone } from './drawn.js';
import { subjectOf } from './subject.js';

/** What {@link settingsOf} takes. */
export interface SettingsOptions {
  /** As in {@link CaseOptions}. */
  readonly variant?: string | Variant;
  /** Settings of all of them; nothing drawn takes their place. Default: none. */
  readonly set?: UncheckedSettings;
  /**
   * Names of knobs that are drawn over all that they may hold, each now and then at its default. Default: those
   * that a swarm draws, such that a healthy cluster can live with them.
   */
  readonly knobs?: readonly string[];
}

/**
 * Settings of a scenario or a system: each knob within its bounds and of its kind, all together such as the
 * rules between knobs allow. They shrink to fewer knobs that are set, and to smaller, rounder values.
 *
 * Throws a `UsageError` for a knob that the scenario has not.
 */
export function settingsOf(
  scenario: string | Scenario | App,
  { variant, set = {}, knobs }: SettingsOptions = {},
): Arbitrary<GivenSettings> {
  if (knobs === undefined) {
    const options: CaseOptions = { set, faults: 'none', ...(variant === undefined ? {} : { variant }) };
    return casesOf(scenario, options).map((one) => one.set);
  }
  const subject = subjectOf(scenario, variant);
  const all = knobsOf(subject.scenario);
  const known = (name: string): Knob => {
    const knob = Object.hasOwn(all, name) ? all[name] : undefined;
    if (knob === undefined) throw new UsageError(unknownKnob(name, all, subject.registry.scenarios));
    return knob;
  };
  const wanted = knobs.map((name) => [name, known(name)] as const);
  const resolved = (values: UncheckedSettings): GivenSettings =>
    askedSettings(subject.scenario, subject.variant.settings, values).set;
  resolved(set);
  return drawnAlone((draws) => {
    let kept: GivenSettings = resolved(set);
    for (const [name, knob] of wanted) {
      if (Object.hasOwn(set, name) || !draws.chance(`knob ${name}`, KNOB_ON)) continue;
      kept = ifAllowed({ ...kept, [name]: drawValue(draws, name, knob) }, resolved) ?? kept;
    }
    return kept;
  });
}

const KNOB_ON = 0.8;

/** Null: a rule between knobs forbids it, so the last of them stays at its default. */
function ifAllowed(
  values: GivenSettings,
  resolved: (values: UncheckedSettings) => GivenSettings,
): GivenSettings | null {
  try {
    return resolved(values);
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

/** Any value that it may hold; of a number as often from 1 to 10 as from 1,000 to 10,000. */
export function drawValue(draws: Draws, name: string, knob: Knob): SettingValue {
  if (knob.nullMeans !== undefined && !draws.chance(`given ${name}`, 0.8)) return null;
  switch (knob.type) {
    case 'boolean':
      return draws.pick(`value ${name}`, [false, true]);
    case 'choice':
      return draws.pick(`value ${name}`, knob.choices);
    case 'text':
      return knob.default;
    case 'int':
      return inRange(draws, name, knob);
    case 'number':
      return knob.max - knob.min <= 1
        ? knob.min + draws.int(`value ${name}`, 0, 100) * ((knob.max - knob.min) / 100)
        : inRange(draws, name, knob);
  }
}

function inRange(
  draws: Draws,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const least = Math.ceil(min);
  return least - 1 + draws.spread(`value ${name}`, 1, Math.floor(max) - least + 1);
}

/** What {@link clusterShapes} may draw. */
export interface ShapeOptions {
  /** Brokers at least, from 1 to 9. Default: 1. */
  readonly nodesMin?: number;
  /** Brokers at most, from 1 to 9. Default: 9. */
  readonly nodesMax?: number;
  /** Partitions of a topic at most. Default: 8. */
  readonly partitionsMax?: number;
}

/** The settings that make the shape of a cluster. */
export type ClusterShape = {
  /** Brokers. */
  readonly 'cluster.nodes': number;
  /** Partitions of each topic. */
  readonly 'topic.partitions': number;
  /** Copies of each partition, at most as many as there are brokers. */
  readonly 'topic.replicationFactor': number;
  /** Copies that have to have a record before `acks=all` is answered; at most as many as there are. */
  readonly 'topic.minInsyncReplicas': number;
};

/**
 * Legal shapes of a cluster, as settings. They shrink to fewer brokers, partitions and copies. Throws a
 * `UsageError` for bounds that no shape is in.
 */
export function clusterShapes({
  nodesMin = 1,
  nodesMax = 9,
  partitionsMax = 8,
}: ShapeOptions = {}): Arbitrary<ClusterShape> {
  const isWhole = [nodesMin, nodesMax, partitionsMax].every(Number.isSafeInteger);
  if (!isWhole || nodesMin < 1 || nodesMax > 9 || nodesMin > nodesMax || partitionsMax < 1)
    throw new UsageError(
      `no cluster has from ${nodesMin} to ${nodesMax} brokers and up to ${partitionsMax} partitions; brokers are 1 to 9, partitions 1 or more`,
    );
  return drawnAlone((draws) => {
    const nodes = draws.int('cluster.nodes', nodesMin, nodesMax);
    const replicas = draws.int('topic.replicationFactor', 1, Math.min(5, nodes));
    return {
      'cluster.nodes': nodes,
      'topic.partitions': draws.int('topic.partitions', 1, partitionsMax),
      'topic.replicationFactor': replicas,
      'topic.minInsyncReplicas': draws.int('topic.minInsyncReplicas', 1, replicas),
    };
  });
}

/**
 * Workloads, as settings: how many clients send how many messages, how large and how many together, with which
 * acknowledgements, and how many consumers read them how. They shrink to fewer clients and messages, and to
 * the rest at its default.
 */
export function workloads(): Arbitrary<{ readonly [Name in KnobName]?: SettingValue }> {
  return drawnAlone((draws) => {
    const sizes = (['client.count', 'client.messages'] as const).map(
      (name) => [name, draws.pick<number>(`value ${name}`, SHAPE[name])] as const,
    );
    const others = LOADS.flatMap(([name, from]) =>
      draws.chance(`knob ${name}`, 0.5) ? [[name, draws.pick(`value ${name}`, from)] as const] : [],
    );
    return Object.fromEntries<SettingValue>([...sizes, ...others]);
  });
}

/** Those that say what is sent and read, and not how long a client has patience. */
const LOADS = Object.entries({ ...AREAS['records'], ...AREAS['consumers'], ...AREAS['clients'] }).filter(
  ([name]) => !/Ms$|retries/.test(name),
);

/** What a schedule may strike, where there is no scenario: a world of `stallgrind/sim`. */
export interface Stage {
  /** Names of the nodes that faults may strike. */
  readonly nodes: readonly string[];
  /** Roles that `resolveTarget` of the world knows, each with a space: `leader of kv`. Default: none. */
  readonly roles?: readonly string[];
  /** Types of faults that it stands. Default: all but those that take what was durable, and `command`. */
  readonly types?: readonly FaultType[];
  /** Of its channels those that a fault of a link may name. Default: none; all are struck together. */
  readonly channels?: readonly string[];
  /** Commands that `runCommand` of the world knows. Default: none. */
  readonly commands?: readonly string[];
  /** How many nodes may lose what was durable (`wipe`, `rotDisk`, `misdirectDisk`, `lyingSync`). Default: 0. */
  readonly losingNodesMax?: number;
  /** No fault begins before, milliseconds. Default: 0. */
  readonly startMs?: number;
  /** All faults are over so long after `startMs`, milliseconds. Default: 2,000. */
  readonly activeMs?: number;
}

/**
 * Schedules of faults that all end: of a scenario or system within what it tolerates, or of a stage. They
 * shrink to fewer faults, earlier, shorter, at rounder times. Throws as {@link casesOf} does.
 */
export function faultSchedules(
  of: string | Scenario | App | Stage,
  options: Omit<CaseOptions, 'settings'> = {},
): Arbitrary<FaultSchedule> {
  if (typeof of === 'string' || !('nodes' in of))
    return casesOf(of, { ...options, settings: 'fixed' }).map(({ faults }) => faults);
  const { nodes, roles = [], channels = [], commands = [], startMs = 0, activeMs = 2000 } = of;
  const { types = TYPES, losingNodesMax = 0 } = of;
  if (nodes.length === 0) throw new UsageError('a stage has no nodes, so no fault could strike anything');
  if (!(activeMs >= 1)) throw new UsageError(`activeMs cannot be ${activeMs}; it is 1 ms or more`);
  return drawnAlone((draws) => {
    const losing = draws.some('atlas', nodes, losingNodesMax);
    const atlas = { wiped: losing, untrusted: losing, struck: nodes };
    const cast = { brokers: nodes, struck: nodes, clients: [], roles, logs: [], atlas, channels, commands };
    return drawSchedule(draws, { cast, types, startMs, activeMs, marks: [], waits: null, stoppingFromMs: 0 });
  });
}
