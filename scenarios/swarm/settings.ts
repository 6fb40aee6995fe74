/** Settings of one seed: drawn by area, and then made such that a healthy cluster can live with them. */
import type { Variant } from '../../broker-core/historic/presets.js';
import type { App, AppVariant } from '../harness/definition/app.js';
import type { Scenario } from '../harness/definition/scenario.js';
import type { SettingValue } from '../harness/settings/areas/knob.js';
import { raftTickMs } from '../harness/cluster/from-settings.js';
import { WAL_KNOBS, walOptions } from '../harness/cluster/wal-settings.js';
import { knobsOf } from '../harness/settings/own-knobs.js';
import { resolveSettings } from '../harness/settings/resolve.js';
import type { GivenSettings, Settings, UncheckedSettings } from '../harness/settings/table.js';
import type { Draws } from './draws.js';
import { AREAS, ORDER, OWN, QUICK, SHAPE, type KnobValues } from './knobs.js';

/** A seed sets this share of the areas, and so many knobs of each. */
const AREA_ON = 0.45;
const KNOB_ON = 0.6;
/** Share of the seeds whose cluster is quick to miss a broker. */
const QUICK_ON = 0.5;

/** What a seed sets, and what the run will then have. */
export interface SwarmSettings {
  readonly set: GivenSettings;
  readonly settings: Settings;
}

/** What settings are drawn for. */
interface Subject {
  readonly scenario: Scenario;
  readonly variant: Variant;
  /** How long there are faults; the load goes on a little longer. */
  readonly activeMs: number;
  /** What was asked for: nothing drawn takes its place. */
  readonly asked: UncheckedSettings;
}

export function drawSettings(draws: Draws, { scenario, variant, activeMs, asked }: Subject): SwarmSettings {
  const known = knobsOf(scenario);
  const set = new Map<string, SettingValue>();
  const isFree = (name: string): boolean => Object.hasOwn(known, name) && !Object.hasOwn(asked, name);
  const draw = (values: KnobValues | typeof OWN, isOn: (name: string) => boolean, of = 'value'): void => {
    for (const [name, from] of Object.entries(values))
      if (isFree(name) && isOn(name)) set.set(name, draws.pick(`${of} ${name}`, from));
  };
  const { settings: resolved } = resolveSettings({ set: asked }, scenario);
  for (const name of Object.keys(asked)) set.set(name, (resolved as GivenSettings)[name] ?? null);
  draw(SHAPE, () => true);
  for (const [area, values] of Object.entries(AREAS))
    if (draws.chance(`area ${area}`, AREA_ON)) draw(values, (name) => draws.chance(`knob ${name}`, KNOB_ON));
  if (draws.chance('quick', QUICK_ON)) draw(QUICK, () => true, 'quick');
  draw(OWN, () => true);
  draw(scenario.swarm?.knobs ?? {}, (name) => draws.chance(`knob ${name}`, KNOB_ON));
  const value = <Name extends keyof Settings>(name: Name): Settings[Name] => {
    const layers = [Object.fromEntries(set), variant.settings, scenario.settings];
    const layer = layers.find((one) => Object.hasOwn(one, name));
    // The type of a knob's value is that of its default, which is what a layer has under its name.
    return (layer?.[name] ?? known[name]?.default ?? null) as Settings[Name];
  };
  const given: Known = {
    value,
    set: (name, to) => {
      if (isFree(name)) set.set(name, to);
    },
  };
  placeReplicas(draws, scenario, given);
  fillTheTime(given, activeMs);
  keepUp(given);
  outlastTheMachine(draws, given);
  const overrides = Object.fromEntries(set);
  const layers = { scenario: scenario.settings, variant: variant.settings, set: overrides };
  return { set: overrides, settings: resolveSettings(layers, scenario).settings };
}

/** Of a system of somebody's own: only what it names is drawn, and the order of events. */
export function drawAppSettings(
  draws: Draws,
  app: App,
  variant: AppVariant,
  asked: UncheckedSettings,
): SwarmSettings {
  const drawn = Object.entries(app.swarm?.knobs ?? {})
    .filter(([name]) => !Object.hasOwn(asked, name) && draws.chance(`knob ${name}`, KNOB_ON))
    .map(([name, from]) => [name, draws.pick(`value ${name}`, from)] as const);
  const isOrdered = draws.chance('area order', AREA_ON) && draws.chance('knob run.order', KNOB_ON);
  const order = isOrdered ? { 'run.order': draws.pick('value run.order', ORDER['run.order']) } : {};
  return askedSettings(app, variant.settings, { ...order, ...Object.fromEntries(drawn), ...asked });
}

/** Nothing is drawn. Throws a `UsageError` for what is no knob, or no value of one. */
export function askedSettings(
  scenario: Scenario | App,
  variant: UncheckedSettings,
  set: UncheckedSettings,
): SwarmSettings {
  const { settings } = resolveSettings({ scenario: scenario.settings ?? {}, variant, set }, scenario);
  const given = Object.keys(set).map((name) => [name, (settings as GivenSettings)[name] ?? null] as const);
  return { set: Object.fromEntries(given), settings };
}

interface Known {
  readonly value: <Name extends keyof Settings>(name: Name) => Settings[Name];
  /** Nothing for a knob that the scenario has not. */
  readonly set: (name: string, to: SettingValue) => void;
}

/** With more in-sync replicas asked for than there can be, nothing is ever acknowledged. */
function placeReplicas(draws: Draws, { nodesMin }: Scenario, { value, set }: Known): void {
  // A scenario whose least depends on its settings needs two at most: one that leads, and one that is asked.
  const least = typeof nodesMin === 'function' ? 2 : (nodesMin ?? 1);
  const nodes = Math.max(least, value('cluster.nodes'));
  const replicas = Math.min(nodes, value('topic.replicationFactor'));
  set('cluster.nodes', nodes);
  set('topic.replicationFactor', replicas);
  set('topic.minInsyncReplicas', draws.int('value topic.minInsyncReplicas', 1, replicas));
}

/** What a load does after the last fault has ended, it does on a cluster that is well. */
const AFTERWARDS_MS = 2000;

/** A scenario's own bounds are for its own time-outs. */
const PATIENT = { 'run.settleMs': 300_000, 'run.quietMs': 30_000, 'run.untilMs': 1_200_000 };

/** Messages are spread over the time of the faults, so that each fault meets some. */
function fillTheTime({ value, set }: Known, activeMs: number): void {
  const forMs = activeMs + AFTERWARDS_MS;
  const each = Math.max(1, Math.floor(value('client.messages') / value('client.count')));
  set('client.forMs', forMs);
  set('client.thinkMs', Math.floor(forMs / each));
  set('consumerGroup.stayMs', forMs);
  for (const [name, limitMs] of Object.entries(PATIENT)) set(name, limitMs);
}

/**
 * A log that takes less than a record in so long falls behind what members and brokers ask of it in health.
 */
export const RECORD_MS = 2;
/** Of the smallest entries of the metadata log. */
const SMALL_RECORD_BYTES = 100;

/**
 * 1. A log takes no more in one commit than it may batch, or than may wait, and of what a leader sends no
 * more than has room. 2. With one record every 100 ms a group's commits wait longer with each second, with no
 * fault at all; with two for each round trip a follower is minutes behind when the load is over.
 */
function keepUp(known: Known): void {
  tickOften(known);
  const recordsPerMs = known.value('client.messages') / known.value('client.forMs');
  const leastRecords = Math.ceil(2 * recordsPerMs * roundTripMs(some(known, TRIP_KNOBS)));
  if ((known.value('wal.queueRecords') ?? Infinity) < leastRecords)
    known.set('wal.queueRecords', leastRecords);
}

function tickOften(known: Known): void {
  const { commit, batchRecordsMax, batchBytesMax, queueRecordsMax } = walOptions(some(known, WAL_KNOBS));
  if (commit?.on !== 'tick') return;
  const records = Math.min(
    batchRecordsMax ?? Infinity,
    queueRecordsMax ?? Infinity,
    Math.ceil((batchBytesMax ?? Infinity) / SMALL_RECORD_BYTES),
  );
  const mostMs = records * RECORD_MS;
  if (commit.periodUs > mostMs * 1000) known.set('wal.commitPeriodMs', mostMs);
}

/** Streams send again what is lost after 200 ms, and then after twice that. */
const RETRANSMISSION_MS = 600;

const TRIP_KNOBS = [
  ...WAL_KNOBS,
  'client.count',
  'client.inFlight',
  'client.recordBytes',
  'client.recordsTogether',
  'disk.syncUs',
  'disk.syncJitterUs',
  'loop.periodMs',
  'network.bandwidthBytesPerS',
  'network.delayUs',
  'network.jitterUs',
] as const satisfies readonly (keyof Settings)[];

/** Of what is drawn so far, which need not be legal yet as a whole. */
function some<Name extends keyof Settings>({ value }: Known, names: readonly Name[]): Pick<Settings, Name> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Pick<Settings, Name>;
}

/** There and back, with a sync at each end. */
export function roundTripMs(settings: Pick<Settings, (typeof TRIP_KNOBS)[number]>): number {
  const atOnce = settings['client.recordsTogether'] * settings['client.inFlight'];
  const bytes = settings['client.recordBytes'] * settings['client.count'] * atOnce;
  const transferMs = (bytes / settings['network.bandwidthBytesPerS']) * 1000;
  const linkMs = (settings['network.delayUs'] + settings['network.jitterUs']) / 1000;
  const diskMs = (settings['disk.syncUs'] + settings['disk.syncJitterUs']) / 1000;
  const { commit } = walOptions(settings);
  const commitMs = commit?.on === 'tick' ? commit.periodUs / 1000 : 0;
  return 2 * (linkMs + diskMs + transferMs + commitMs + settings['loop.periodMs']);
}

/**
 * A time-out below what the machine takes for an answer would never let anything end, with no fault at all:
 * ten times a round trip with its sync.
 */
function leastLimitMs(known: Known): number {
  const lostMs = known.value('network.lossProbability') > 0 ? RETRANSMISSION_MS : 0;
  return Math.ceil(10 * roundTripMs(some(known, TRIP_KNOBS)) + 2 * lostMs);
}

function outlastTheMachine(draws: Draws, known: Known): void {
  const { value, set } = known;
  const least = leastLimitMs(known);
  const atLeast = (name: LimitName, most: number): void => {
    const now = value(name);
    if (now !== null && now < most) set(name, most);
  };
  const tickMs = raftTickMs({
    'loop.periodMs': value('loop.periodMs'),
    'raft.tickMs': value('raft.tickMs'),
  });
  const electionTicks = Math.max(value('raft.electionTicks'), Math.ceil(least / tickMs));
  set('raft.electionTicks', electionTicks);
  set('raft.heartbeatTicks', Math.min(value('raft.heartbeatTicks'), Math.floor(electionTicks / 3)));
  for (const side of ['broker', 'consumerGroup'] as const) {
    const heartbeats = draws.pick(`value ${side}.sessionTimeoutMs`, [3, 5, 10]);
    set(`${side}.sessionTimeoutMs`, value(`${side}.heartbeatMs`) * heartbeats + least);
  }
  // One that asks for more at least than it takes at most gets a batch in each of the longest waits.
  const fetchBytes = Math.min(value('consumer.fetchBytes'), value('consumer.partitionFetchBytes'));
  if (value('consumer.fetchMinBytes') > fetchBytes) set('consumer.fetchMinBytes', fetchBytes);
  atLeast('client.requestTimeoutMs', least + value('consumer.fetchMaxWaitMs') + longestAnswerMs(known));
  atLeast('client.deliveryTimeoutMs', 2 * least);
  for (const name of LIMITS) atLeast(name, least);
}

/**
 * Of a fetch from the beginning on. A consumer that gives it up asks for as much again, and never gets on.
 */
function longestAnswerMs({ value }: Known): number {
  const ofAllBytes = value('client.messages') * value('client.recordBytes');
  const ofPartitionsBytes = value('topic.partitions') * value('consumer.partitionFetchBytes');
  const bytes = Math.min(ofAllBytes, ofPartitionsBytes, value('consumer.fetchBytes'));
  return Math.ceil((2000 * bytes) / value('network.bandwidthBytesPerS'));
}

const LIMITS = [
  'replica.lagTimeMaxMs',
  'replica.isrChangeTimeoutMs',
  'raft.snapshotTimeoutMs',
  'producerIds.timeoutMs',
  'createWait.timeoutMs',
  'forward.timeoutMs',
  'consumerGroup.rebalanceTimeoutMs',
] as const satisfies readonly (keyof Settings)[];

type LimitName = (typeof LIMITS)[number] | 'client.requestTimeoutMs' | 'client.deliveryTimeoutMs';
