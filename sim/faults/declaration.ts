/** What the declaration of a type of fault says: all that there is to know of it. */
import type { Check } from './checks.js';
import * as is from './checks.js';
import type { FaultEntry } from './entry.js';

export interface FieldRule {
  readonly check: Check;
  readonly optional: boolean;
}

type TimingField = 'type' | 'id' | 'atMs' | 'at' | 'untilMs' | 'until' | 'forMs' | 'everyMs';

export interface Declaration<Entry extends FaultEntry> {
  /** The word for its end, the partner of its verb. Null for what happens at once and cannot be undone. */
  readonly undo: string | null;
  /** Each field besides id and times, and what it may hold. The compiler holds this to the entry's type. */
  readonly fields: { readonly [Field in Exclude<keyof Entry, TimingField>]: FieldRule };
  /** What happens, for tables and timelines. */
  readonly words: (entry: Entry, target: string) => string;
}

/** Ends what was begun, and nothing else. */
export type Undo = () => void;

export function all(undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of undos) undo();
  };
}

export const must = (check: Check): FieldRule => ({ check, optional: false });
export const may = (check: Check): FieldRule => ({ check, optional: true });

/** Beyond a million times slower nothing would happen any more: that is a stall. */
export const factor = is.numberBetween(1, 1_000_000);

export function percent(probability: number): string {
  return `${Math.round(probability * 100_000) / 1000} %`;
}
