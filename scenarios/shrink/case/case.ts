/** What is shrunk, as data: the faults of a run and the knobs that it sets. */
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { Knobs, SettingValue } from '../../harness/settings/areas/knob.js';
import type { GivenSettings } from '../../harness/settings/table.js';

export interface ShrinkCase {
  readonly faults: FaultSchedule;
  /** The knobs whose values are not those that scenario and variant give them. */
  readonly set: GivenSettings;
}

/** What one run of a case came to, as far as the search goes. */
export interface Judged {
  /** What is looked for happened. */
  readonly holds: boolean;
  /** When it had happened, milliseconds of virtual time; null where no moment can be named. */
  readonly heldAtMs: number | null;
  /** When the run was over, milliseconds of virtual time. */
  readonly endedAtMs: number;
  /** The knobs of `set` that nothing in the run read. */
  readonly unread: readonly string[];
}

/** A case that has run. */
export interface JudgedCase {
  readonly case: ShrinkCase;
  readonly judged: Judged;
}

/** What the search knows of what it shrinks. */
export interface ShrinkSubject {
  /** All that a run of it has, its own included. */
  readonly knobs: Knobs;
  /** Their values where a case sets nothing. */
  readonly base: GivenSettings;
  /** The knobs that are cheaper to read the smaller they are: nodes, clients, messages. */
  readonly sizes: readonly string[];
  /** The knobs that bound a run in virtual time, and may be lowered. None while a stall is looked for. */
  readonly bounds: readonly string[];
  /** The nodes of a run with these settings; null where there is no such run. */
  readonly nodesOf: (set: GivenSettings) => readonly string[] | null;
  /** Ids of faults that changed nothing in the first run: they are tried first. */
  readonly idle: ReadonlySet<string>;
}

export function valueOf(
  subject: Pick<ShrinkSubject, 'base'>,
  set: GivenSettings,
  name: string,
): SettingValue {
  // Null is a value, too.
  return (Object.hasOwn(set, name) ? set[name] : subject.base[name]) ?? null;
}

/** The same with that knob; what scenario and variant give it anyway is not set. */
export function withKnob(
  subject: Pick<ShrinkSubject, 'base'>,
  set: GivenSettings,
  name: string,
  value: SettingValue,
): GivenSettings {
  const { [name]: _before, ...others } = set;
  return subject.base[name] === value ? others : { ...others, [name]: value };
}

/** Equal for equal cases, whatever the order in which knobs were set. */
export function keyOf({ faults, set }: ShrinkCase): string {
  return JSON.stringify([Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)), faults]);
}
