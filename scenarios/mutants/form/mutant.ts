/** A mutant: one bug, planted from outside into a broker that knows nothing of it. */
import type { Strategies } from '../../../broker-core/broker/strategies.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { GivenSettings } from '../../harness/settings/table.js';

/** Where it is planted, in the order of the lists. */
export const AREAS = [
  'raft',
  'wal',
  'replication',
  'isr',
  'idempotence',
  'metadata',
  'groups',
  'fetch',
  'clients',
  'waits',
  'controller',
] as const;

export type Area = (typeof AREAS)[number];

/**
 * A place in compiled code, found by its text, in which blanks and line breaks are alike. It has to be there
 * once. Where what is replaced is there more often, it stands in « » with what is beside it. One that ends with `;` is a statement, or several, any other an expression. A variable that statements
 * declare is known to nobody else.
 */
export interface Edit {
  /** From the root of the sources, as TypeScript: `broker-core/raft/log.ts`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /**
   * Of an expression: that it does something, and not only gives a value. Default: it does not, so both values
   * can be compared in a run without the mutant, and a run in which they never differ need not be made.
   */
  readonly hasEffects?: boolean;
  /** Of a statement, and of what has effects: when it makes a difference at all. Default: always. */
  readonly when?: string;
}

/** A line is changed, or another function stands at a seam of the broker. */
type Plant = { readonly edits: readonly Edit[] } | { readonly strategies: Partial<Strategies> };

/** A run of the catalog that shows a mutant in its first seeds. */
interface Shown {
  readonly scenario: string;
  readonly set?: GivenSettings;
  /** Instead of the scenario's own. */
  readonly faults?: FaultSchedule;
}

export interface Mutant {
  readonly name: string;
  readonly area: Area;
  /** What is broken, in one sentence. */
  readonly broken: string;
  /** A bug of this kind that somebody had: a tracker's number, or a paper's section. Null: none is known. */
  readonly known: string | null;
  /** Names of the invariants that have to name it, or `stalled`: one of them is enough. */
  readonly caughtBy: readonly string[];
  readonly plant: Plant;
  /** By hand, for what random runs seldom come to. */
  readonly shown: Shown | null;
}

/** What a file of an area says of each; the area is the file's. */
export type MutantOfArea = Omit<Mutant, 'area' | 'known' | 'plant' | 'shown'> &
  Partial<Pick<Mutant, 'known' | 'shown'>> &
  Plant;

export function ofArea(area: Area, mutants: readonly MutantOfArea[]): readonly Mutant[] {
  return mutants.map((mutant): Mutant => {
    const { name, broken, known = null, caughtBy, shown = null } = mutant;
    const plant = 'edits' in mutant ? { edits: mutant.edits } : { strategies: mutant.strategies };
    return { name, area, broken, known, caughtBy, plant, shown };
  });
}
