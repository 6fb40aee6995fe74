/**
 * All knobs. A new one goes into the file of its area, and is then a field of `Settings`, a line of `list knobs` and a name that
 * `--set` takes. One that nothing reads goes away: no accepted option may be ignored.
 */
import { CLIENT_KNOBS } from './areas/client.js';
import { CLUSTER_KNOBS } from './areas/cluster.js';
import { CONSUMER_KNOBS } from './areas/consumer.js';
import { CONSUMER_GROUP_KNOBS } from './areas/consumer-groups.js';
import { CREATE_TOPIC_KNOBS } from './areas/create-topic.js';
import { MACHINE_KNOBS } from './areas/machine.js';
import { METADATA_WAL_KNOBS } from './areas/metadata-wal.js';
import { METADATA_WRITES_KNOBS } from './areas/metadata-writes.js';
import { PARTITION_GROUP_KNOBS } from './areas/partition-groups.js';
import { PRODUCE_KNOBS } from './areas/produce.js';
import { RAFT_KNOBS } from './areas/raft.js';
import { RUN_KNOBS } from './areas/run.js';
import { STRATEGY_KNOBS } from './areas/strategies.js';
import { WAL_KNOBS } from './areas/wal.js';
import type { Knob, SettingValue, ValueOf } from './areas/knob.js';

export const KNOBS = {
  ...CLUSTER_KNOBS,
  ...CLIENT_KNOBS,
  ...CONSUMER_KNOBS,
  ...STRATEGY_KNOBS,
  ...CREATE_TOPIC_KNOBS,
  ...CONSUMER_GROUP_KNOBS,
  ...METADATA_WAL_KNOBS,
  ...PRODUCE_KNOBS,
  ...RAFT_KNOBS,
  ...PARTITION_GROUP_KNOBS,
  ...WAL_KNOBS,
  ...MACHINE_KNOBS,
  ...METADATA_WRITES_KNOBS,
  ...RUN_KNOBS,
} as const satisfies Readonly<Record<string, Knob>>;

type KnobTable = typeof KNOBS;
export type KnobName = keyof KnobTable;

/** The value of every knob. */
export type Settings = { readonly [Name in KnobName]: ValueOf<KnobTable[Name]> };

/** The values of some knobs. */
export type SettingOverrides = { readonly [Name in KnobName]?: Settings[Name] };

/** Values that have yet to be looked at, by what may be names of knobs. */
export type UncheckedSettings = Readonly<Record<string, unknown>>;

/** Names in the order of the table. */
export const KNOB_NAMES: readonly KnobName[] = Object.keys(KNOBS).filter(isKnobName);

export function isKnobName(name: string): name is KnobName {
  return Object.hasOwn(KNOBS, name);
}

export function knobOf(name: KnobName): Knob {
  return KNOBS[name];
}

/** A knob as `list knobs --json` prints it. */
export interface KnobInfo {
  readonly name: string;
  readonly type: Knob['type'];
  readonly unit: string | null;
  readonly default: SettingValue;
  readonly doc: string;
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  readonly nullMeans?: string;
}

export function listKnobs(): readonly KnobInfo[] {
  return KNOB_NAMES.map((name) => ({ name, unit: null, ...knobOf(name) }));
}
