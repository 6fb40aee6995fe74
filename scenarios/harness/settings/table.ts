/**
 * The knobs of every run; those of some scenarios are theirs (`own-knobs.ts`). A new one goes into its area's
 * file, and is a field of `Settings` and a line of `list knobs`. One that nothing reads goes away.
 */
import { CLIENT_KNOBS } from './areas/client.js';
import { CLUSTER_KNOBS } from './areas/cluster.js';
import { CONSUMER_KNOBS } from './areas/consumer.js';
import { CONSUMER_GROUP_KNOBS } from './areas/consumer-groups.js';
import { CREATE_TOPIC_KNOBS } from './areas/create-topic.js';
import { MACHINE_KNOBS } from './areas/machine.js';
import { METADATA_WAL_KNOBS } from './areas/metadata-wal.js';
import { PARTITION_GROUP_KNOBS } from './areas/partition-groups.js';
import { PRODUCE_KNOBS } from './areas/produce.js';
import { RAFT_KNOBS } from './areas/raft.js';
import { RUN_KNOBS } from './areas/run.js';
import { STRATEGY_KNOBS } from './areas/strategies.js';
import { WAL_KNOBS } from './areas/wal.js';
import type { Knob, Knobs, SettingValue, ValuesOf } from './areas/knob.js';

/** @hidden docs/catalog.md has them. */
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
  ...RUN_KNOBS,
} as const satisfies Readonly<Record<string, Knob>>;

export type KnobName = keyof typeof KNOBS;

/** The value of every knob. */
export type Settings = ValuesOf<typeof KNOBS>;

/** The value of every knob, and of a scenario's own. */
export type SettingsWith<Own extends Knobs> = Settings & ValuesOf<Own>;

/** The values of some knobs. */
export type SettingOverrides = { readonly [Name in KnobName]?: Settings[Name] };

/** The values of some knobs, a scenario's own among them; each has passed the check of its knob. */
export type GivenSettings = Readonly<Record<string, SettingValue>>;

/** Values that have yet to be looked at, by what may be names of knobs. */
export type UncheckedSettings = Readonly<Record<string, unknown>>;

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

/** Those that every run has, in the order of the table; or these. */
export function listKnobs(knobs: Knobs = KNOBS): readonly KnobInfo[] {
  return Object.entries(knobs).map(([name, knob]) => ({ name, unit: null, ...knob }));
}
