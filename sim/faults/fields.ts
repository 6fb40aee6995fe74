/**
 * Which fields each type of fault has, and what they may hold. The compiler holds this table to the types of `entry.ts`.
 */
import * as is from './checks.js';
import type { Check } from './checks.js';
import type { FaultEntry, FaultType } from './entry.js';

export interface FieldRule {
  readonly check: Check;
  readonly optional: boolean;
}

type TimingField = 'type' | 'id' | 'atMs' | 'at' | 'untilMs' | 'until';
type KeysOf<Entry> = Entry extends FaultEntry ? Exclude<keyof Entry, TimingField> : never;
type FieldTable = {
  readonly [Type in FaultType]: {
    readonly [Field in KeysOf<Extract<FaultEntry, { type: Type }>>]: FieldRule;
  };
};

const must = (check: Check): FieldRule => ({ check, optional: false });
const may = (check: Check): FieldRule => ({ check, optional: true });

const target = must(is.target);
const disk = must(is.diskTarget);
const link = { from: must(is.linkEnd), to: must(is.linkEnd), channel: may(is.channel) };
/** Beyond a million times slower nothing would happen any more: that is a stall. */
const factor = is.numberBetween(1, 1_000_000);
const slower = must(is.otherThan(1, factor));
const operation = is.oneOf(['read', 'write', 'sync']);

const FIELDS: FieldTable = {
  partition: { groups: must(is.groups) },
  isolate: { target },
  cut: { from: link.from, to: link.to },
  ring: { nodes: must(is.listOf(is.node, 4)) },
  slowLink: { ...link, addMs: may(is.milliseconds(0)), factor: may(factor) },
  lossyLink: { ...link, lossProbability: must(is.probability) },
  duplicateLink: { ...link, duplicateProbability: must(is.probability) },
  reorderLink: { ...link, reorderProbability: must(is.probability) },
  hold: link,
  crash: { target, loses: must(is.oneOf(['none', 'prefix', 'sectors', 'all'])) },
  wipe: { target },
  pause: { target },
  stallDisk: { target: disk, syncOnly: may(is.flag) },
  slowDisk: { target: disk, factor: slower },
  failDisk: { target: disk, operations: must(is.listOf(operation, 1)), probability: must(is.probability) },
  fullDisk: {
    target: disk,
    freeBytes: may(is.integerBetween(0, Number.MAX_SAFE_INTEGER)),
    shortWrites: may(is.flag),
  },
  lyingSync: { target: disk },
  slowCpu: { target, factor: slower },
  clockOffset: { target, offsetMs: must(is.otherThan(0, is.milliseconds(-86_400_000))) },
  // 5 % fast or slow: a clock that is worse is not a clock.
  clockDrift: { target, ppm: must(is.otherThan(0, is.numberBetween(-50_000, 50_000))) },
  rotDisk: { target: disk, path: must(is.text), bitCount: must(is.integerBetween(1, 1_000_000)) },
  misdirectDisk: { target: disk, probability: must(is.probability) },
  command: { name: must(is.text), target, args: may(is.commandArguments) },
};

/** The fields of a type besides id and times. */
export function fieldsOf(type: FaultType): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(FIELDS[type]));
}
