/** All types of faults, by name. */
import * as is from './checks.js';
import { may, must, type Declaration, type FieldRule } from './declaration.js';
import type { FaultEntry, FaultType, InstantFaultEntry, LinkFaultEntry } from './entry.js';
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
      path: must(is.text),
      bitCount: must(is.integerBetween(1, 1_000_000)),
    },
    words: (fault, target) => `flip ${fault.bitCount} bits of ${fault.path} on ${target}`,
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

export function isFaultType(text: unknown): text is FaultType {
  return typeof text === 'string' && Object.hasOwn(DECLARATIONS, text);
}

/** The fields of a type besides id and times. */
export function fieldsOf(type: FaultType): ReadonlyMap<string, FieldRule> {
  return new Map(Object.entries(DECLARATIONS[type].fields));
}

/** What happens, in a person's words. */
export function wordsOf(entry: FaultEntry, target: string): string {
  // The declaration of an entry's own type takes that entry; the compiler cannot tell the types of a table apart by a key.
  const { words } = DECLARATIONS[entry.type] as Declaration<FaultEntry>;
  return words(entry, target);
}

export function isInstantEntry(entry: FaultEntry): entry is InstantFaultEntry {
  return Object.hasOwn(INSTANT_FAULTS, entry.type);
}

export function isLinkEntry(entry: FaultEntry): entry is LinkFaultEntry {
  return Object.hasOwn(LINK_FAULTS, entry.type);
}
