/** All types of faults, by name. */
import { assert } from '../checks/assert.js';
import * as is from './checks.js';
import { may, must, type Declaration, type FieldRule } from './declaration.js';
import type {
  End,
  FaultEntry,
  FaultType,
  InstantFaultEntry,
  LinkFaultEntry,
  MessageFields,
  Moment,
  Start,
  Target,
} from './entry.js';
import { LINK_FAULTS } from './link-faults.js';
import { MACHINE_FAULTS } from './machine-faults.js';

/** What happens at once; `engine.ts` strikes. */
const INSTANT_FAULTS: {
  readonly [Type in InstantFaultEntry['type']]: Declaration<Extract<InstantFaultEntry, { type: Type }>>;
} = {
  rotDisk: {
    undo: null,
    fields: {
      target: must(is.diskTarget),
      path: must(is.path),
      bitCount: must(is.integerBetween(1, 1_000_000)),
    },
    words: (fault, target) => `flip ${fault.bitCount} bits of ${fault.path} on ${target}`,
  },
  resetConnections: {
    undo: null,
    fields: { from: must(is.linkEnd), to: must(is.linkEnd), channel: may(is.channel) },
    words: (_, target) => `reset the connections ${target}`,
  },
  command: {
    undo: null,
    fields: { name: must(is.text), target: must(is.target), args: may(is.commandArguments) },
    words: (fault, target) => `command ${fault.name} on ${target}`,
  },
};

const DECLARATIONS: { readonly [Type in FaultType]: Declaration<Extract<FaultEntry, { type: Type }>> } = {
  ...LINK_FAULTS,
  ...MACHINE_FAULTS,
  ...INSTANT_FAULTS,
};

/** Every type of fault, in the order in which lists print them. */
export const FAULT_TYPES: readonly string[] = Object.keys(DECLARATIONS);

/** Null for what happens at once: there is nothing to undo. */
export function undoVerb(type: FaultType): string | null {
  return DECLARATIONS[type].undo;
}

/** The fields that say when. */
export function timesOf(type: FaultType): readonly string[] {
  const always = ['atMs', 'at'];
  return undoVerb(type) === null
    ? [...always, 'everyMs', 'untilMs', 'until']
    : [...always, 'untilMs', 'until', 'forMs', 'everyMs'];
}

export function isFaultType(text: unknown): text is FaultType {
  return typeof text === 'string' && Object.hasOwn(DECLARATIONS, text);
}

/** The fields of a type besides id and times. */
export function fieldsOf(type: FaultType): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(DECLARATIONS[type].fields));
}

/** What happens, in a person's words. */
function wordsOf(entry: FaultEntry, target: string): string {
  // The declaration of an entry's own type takes that entry; the compiler cannot tell so from the key.
  const { words } = DECLARATIONS[entry.type] as Declaration<FaultEntry>;
  return words(entry, target);
}

export function isInstantEntry(entry: FaultEntry): entry is InstantFaultEntry {
  return Object.hasOwn(INSTANT_FAULTS, entry.type);
}

export function isLinkEntry(entry: FaultEntry): entry is LinkFaultEntry {
  return Object.hasOwn(LINK_FAULTS, entry.type);
}

/** One line: type, target, beginning, end. */
export function describeFault(entry: FaultEntry): string {
  const begin = `${wordsOf(entry, targetOf(entry))} ${momentOf(entry.atMs, entry.at)}`;
  const undo = undoVerb(entry.type);
  const end = 'untilMs' in entry || 'until' in entry ? endOf(entry) : null;
  const { forMs, everyMs } = entry;
  const length = forMs === undefined ? '' : `, for ${forMs} ms`;
  if (everyMs !== undefined)
    return `${begin}${length} every ${everyMs} ms${end === null ? '' : `, until ${end}`}`;
  if (undo === null) return begin;
  if (forMs !== undefined) return `${begin}${length}, then ${undo}`;
  return end === null ? `${begin}, for good` : `${begin}, ${undo} ${end}`;
}

/** What it strikes, short enough for a column: `n2`, `n1->n2 rpc`, `n1|n2,n3`. */
export function targetOf(entry: FaultEntry): string {
  if ('groups' in entry) return entry.groups.map((group) => group.join(',')).join('|');
  if ('nodes' in entry) return entry.nodes.join(',');
  return 'from' in entry ? linkOf(entry) : nodesOf(entry.target);
}

function linkOf({ from, to, channel, message, nth }: MessageFields): string {
  const which = nth === undefined ? message : `${message ?? 'message'} #${nth}`;
  return [`${nodesOf(from)}->${nodesOf(to)}`, channel, which].filter((word) => word !== undefined).join(' ');
}

function nodesOf(target: Target): string {
  return typeof target === 'string' ? target : target.join(',');
}

function endOf(entry: End): string | null {
  return entry.untilMs === undefined && entry.until === undefined
    ? null
    : momentOf(entry.untilMs, entry.until);
}

function momentOf(timeMs: Start['atMs'], moment: Moment | undefined): string {
  if (timeMs !== undefined) return `at ${timeMs} ms`;
  assert(moment !== undefined, 'a moment is a time, a mark or a message');
  return `${moment.plusMs === 0 ? 'as' : `${moment.plusMs} ms after`} ${awaitedWords(moment)}`;
}

/** What a moment waits for: `n2 marks leads:__meta`, `n1->n2 raft appendEntries #3 is sent`. */
function awaitedWords(moment: Moment): string {
  if (!('mark' in moment)) return `${linkOf(moment)} is sent`;
  const { node, mark, nth = 1 } = moment;
  return `${node === '*' ? 'any node' : node} marks ${mark}${nth === 1 ? '' : `, time ${nth}`}`;
}
