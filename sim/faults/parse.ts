/**
 * From anything to a schedule, or to a list of what is wrong with it: a line for each mistake, which names
 * the entry and says what would be right.
 */
import * as is from './checks.js';
import { SCHEDULE_ENTRIES_MAX, show, type ScheduleContext } from './checks.js';
import type { FaultEntry, FaultSchedule, FaultType } from './entry.js';
import { FAULT_TYPES, fieldsOf, isFaultType, timesOf, undoVerb } from './verbs.js';

export type ParsedSchedule =
  | { readonly ok: true; readonly schedule: FaultSchedule }
  | { readonly ok: false; readonly errors: readonly string[] };

/** A schedule that cannot be run: all that is wrong with it. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  constructor(
    /** A line for each mistake, which names the entry and says what would be right. */
    readonly errors: readonly string[],
  ) {
    super(`the schedule of faults cannot be run:\n${errors.join('\n')}`);
  }
}

/** Strict: an unknown field is an error; a misspelt end would make an endless fault. Never throws. */
export function parseSchedule(input: unknown, context: ScheduleContext): ParsedSchedule {
  if (!Array.isArray(input))
    return { ok: false, errors: [`a schedule is a list of entries, not ${show(input)}`] };
  const entries: readonly unknown[] = input;
  if (entries.length > SCHEDULE_ENTRIES_MAX) {
    return {
      ok: false,
      errors: [`a schedule has at most ${SCHEDULE_ENTRIES_MAX} entries, not ${entries.length}`],
    };
  }
  const errors: string[] = [];
  const ids = new Set<string>();
  const schedule: FaultEntry[] = [];
  entries.forEach((entry, place) => {
    const wrongs = checkEntry(entry, context, ids);
    for (const wrong of wrongs) errors.push(`${nameOf(entry, place)}: ${wrong}`);
    if (isChecked(entry, wrongs)) schedule.push(entry);
  });
  errors.push(...takenIds(schedule, ids));
  return errors.length === 0 ? { ok: true, schedule } : { ok: false, errors };
}

/** What repeats comes as `id#1`, `id#2`, …, which no other entry may be called. */
function takenIds(schedule: readonly FaultEntry[], ids: ReadonlySet<string>): readonly string[] {
  return schedule.flatMap(({ id, everyMs }) => {
    const taken = everyMs === undefined ? undefined : [...ids].find((other) => other.startsWith(`${id}#`));
    return taken === undefined
      ? []
      : [`entry "${taken}": an id such as "${id}#1" is for one time of "${id}"`];
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** `checkEntry` has looked at every field, against a table that the compiler holds to the types. */
function isChecked(_entry: unknown, wrongs: readonly string[]): _entry is FaultEntry {
  return wrongs.length === 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(entry: unknown, place: number): string {
  return isFields(entry) && typeof entry['id'] === 'string' ? `entry "${entry['id']}"` : `entry ${place + 1}`;
}

function checkEntry(entry: unknown, context: ScheduleContext, ids: Set<string>): readonly string[] {
  if (!isFields(entry)) return [`an entry is an object, not ${show(entry)}`];
  const type = entry['type'];
  if (!isFaultType(type)) return [wrongType(type)];
  return [
    ...checkId(entry['id'], ids),
    ...checkNames(entry, type),
    ...checkFields(entry, type, context),
    ...checkMoment(entry, 'at', context),
    ...(hasEnd(entry, type) ? checkMoment(entry, 'until', context) : []),
    ...checkPeriod(entry, type, context),
    ...checkOrder(entry),
  ];
}

function wrongType(type: unknown): string {
  if (type === undefined) return `type is missing; it is one of ${FAULT_TYPES.join(', ')}`;
  const near = typeof type === 'string' ? nearest(type, FAULT_TYPES) : null;
  const right = near === null ? `the types are ${FAULT_TYPES.join(', ')}` : `did you mean ${near}?`;
  return `unknown type ${show(type)}; ${right}`;
}

function checkId(id: unknown, ids: Set<string>): readonly string[] {
  if (typeof id !== 'string' || id === '')
    return [`id is ${show(id)}; it is a text of its own for each entry, such as "f1"`];
  if (ids.has(id)) return [`id ${show(id)} is taken by an entry before; each entry has its own`];
  ids.add(id);
  return [];
}

/** Every field is one that this type has. */
function checkNames(entry: Fields, type: FaultType): readonly string[] {
  const names = [...fieldsOf(type).keys(), ...timesOf(type)];
  const wrongs: string[] = [];
  for (const name of Object.keys(entry)) {
    if (!hasEnd(entry, type) && (name === 'untilMs' || name === 'until')) {
      wrongs.push(`${name} makes no sense: ${type} happens at once and has no end, unless it has everyMs`);
      continue;
    }
    if (name === 'type' || name === 'id' || names.includes(name)) continue;
    if (name === 'forMs') {
      wrongs.push(`forMs makes no sense: ${type} happens at once and has no end`);
      continue;
    }
    const near = nearest(name, names);
    const right =
      near === null ? `${type} has ${names.join(', ')}` : `did you mean ${near}?${unitHint(near)}`;
    wrongs.push(`unknown field ${name}; ${right}`);
  }
  return wrongs;
}

/** What happens at once has an end if it happens again and again. */
function hasEnd(entry: Fields, type: FaultType): boolean {
  return undoVerb(type) !== null || entry['everyMs'] !== undefined;
}

/** `forMs` is a length, `everyMs` the time from one beginning to the next. */
function checkPeriod(entry: Fields, type: FaultType, context: ScheduleContext): readonly string[] {
  const { forMs, everyMs } = entry;
  const wrongs = (['forMs', 'everyMs'] as const).flatMap((name) => {
    const wrong = entry[name] === undefined ? null : PERIODS[name](entry[name], context);
    return wrong === null ? [] : [`${name} is ${show(entry[name])}; it is ${wrong}`];
  });
  if (wrongs.length > 0 || undoVerb(type) === null) return wrongs;
  if (everyMs === undefined) {
    const end = ['untilMs', 'until'].find((name) => entry[name] !== undefined);
    return forMs === undefined || end === undefined
      ? []
      : [`forMs and ${end} are both given; without everyMs one of them says when it ends`];
  }
  if (forMs === undefined) return [`everyMs needs forMs: how long ${type} lasts each time`];
  return Number(forMs) < Number(everyMs)
    ? []
    : [`forMs is ${show(forMs)}, not below everyMs ${show(everyMs)}; it ends before it comes again`];
}

const PERIODS = { forMs: is.milliseconds(0.001), everyMs: is.milliseconds(1) };

function unitHint(name: string): string {
  return name.endsWith('Ms') ? ' Times are in milliseconds.' : '';
}

function checkFields(entry: Fields, type: FaultType, context: ScheduleContext): readonly string[] {
  const wrongs: string[] = [];
  for (const [name, rule] of fieldsOf(type)) {
    const value = entry[name];
    if (value === undefined && rule.optional) continue;
    const wrong = rule.check(value, context);
    if (wrong !== null)
      wrongs.push(`${name} is ${value === undefined ? 'missing' : show(value)}; it is ${wrong}`);
  }
  const { addMs = 0, factor = 1, from, to } = entry;
  if (type === 'slowLink' && addMs === 0 && factor === 1)
    wrongs.push('slowLink needs addMs above 0 or factor above 1, or it slows nothing');
  if (from !== undefined && from !== '*' && isOneNode(from, to))
    wrongs.push(`from and to are both ${show(from)}; a node reaches itself without the network`);
  return wrongs;
}

/** A node or a role, by itself or as a list of one. */
function isOneNode(from: unknown, to: unknown): boolean {
  const ends: readonly unknown[] = [from, to].flat();
  return new Set(ends).size === 1;
}

/** `at` is needed, `until` is not; each in milliseconds or after a mark, not both. */
function checkMoment(entry: Fields, name: 'at' | 'until', context: ScheduleContext): readonly string[] {
  const timeName = `${name}Ms`;
  const time = entry[timeName];
  const moment = entry[name];
  if (time !== undefined && moment !== undefined)
    return [`${timeName} and ${name} are both given; one of them says when`];
  if (time !== undefined) {
    const wrong = is.milliseconds(0)(time, context);
    return wrong === null ? [] : [`${timeName} is ${show(time)}; it is ${wrong}`];
  }
  if (moment === undefined) return name === 'at' ? ['atMs is missing; when does it begin?'] : [];
  if (!isFields(moment)) {
    const right =
      typeof moment === 'number'
        ? `${timeName}: ${moment}`
        : `${timeName}, or ${name}: {mark, node, plusMs, nth} or {message, from, to, plusMs, nth}`;
    return [`${name} is ${show(moment)}; write ${right}`];
  }
  return 'message' in moment ? checkSent(moment, name, context) : checkMark(moment, name, context);
}

/** A message that is sent. */
function checkSent(moment: Fields, name: string, context: ScheduleContext): readonly string[] {
  const checks = {
    message: is.messageType,
    from: is.linkEnd,
    to: is.linkEnd,
    channel: is.channel,
    plusMs: is.milliseconds(0),
    nth: is.nth,
  };
  return checkFieldsOf(moment, name, context, checks, ['channel', 'nth'], 'a message');
}

function checkMark(moment: Fields, name: string, context: ScheduleContext): readonly string[] {
  const checks = { mark: is.mark, node: is.marker, plusMs: is.milliseconds(0), nth: is.nth };
  return checkFieldsOf(moment, name, context, checks, ['nth'], 'a mark');
}

function checkFieldsOf(
  moment: Fields,
  name: string,
  context: ScheduleContext,
  checks: Readonly<Record<string, is.Check>>,
  optional: readonly string[],
  what: string,
): readonly string[] {
  const wrongs: string[] = [];
  for (const [field, check] of Object.entries(checks)) {
    if (optional.includes(field) && moment[field] === undefined) continue;
    const wrong = check(moment[field], context);
    if (wrong !== null) wrongs.push(`${name}.${field} is ${show(moment[field])}; it is ${wrong}`);
  }
  for (const field of Object.keys(moment)) {
    if (!Object.hasOwn(checks, field))
      wrongs.push(`unknown field ${name}.${field}; ${what} has ${Object.keys(checks).join(', ')}`);
  }
  return wrongs;
}

function checkOrder(entry: Fields): readonly string[] {
  const { atMs, untilMs } = entry;
  if (typeof atMs !== 'number' || typeof untilMs !== 'number' || untilMs > atMs) return [];
  return [`untilMs is ${untilMs}, not after atMs ${atMs}; a fault ends after it began`];
}

/** Null when nothing is near: more than a third of the letters would have to change. */
function nearest(wrong: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const name of names) {
    const distance = sameButUnit(wrong, name) ? 0 : editDistance(wrong.toLowerCase(), name.toLowerCase());
    const isNear = distance <= Math.max(1, Math.floor(name.length / 3));
    if (isNear && distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** `atUs` for `atMs`, `lossPercent` for `lossProbability`: the same quantity in another unit. */
function sameButUnit(wrong: string, name: string): boolean {
  const stem = name.replace(UNIT, '');
  return stem !== name && stem !== '' && wrong.replace(UNIT, '') === stem;
}

const UNIT = /(Us|Ms|S|Sec|Seconds|Micros|Millis|Minutes|Percent|Probability|Ppm|Count)$/;

/** Longer names are no slips of the pen. */
const LENGTH_MAX = 64;

/** Letters to insert, delete or replace (Levenshtein), row by row. */
function editDistance(a: string, b: string): number {
  if (a.length > LENGTH_MAX || b.length > LENGTH_MAX) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
