/** What a hunt came to: as a document, `stallgrind/mutants@1`, and as a report. */
import { createHash } from 'node:crypto';
import { heading, line, table, toned, type Block, type Cell } from '../../reports/blocks/block.js';
import { grouped } from '../../reports/blocks/format.js';
import { AREAS, type Area, type Mutant } from '../../scenarios/mutants/form/mutant.js';
import type { SearchName } from '../../scenarios/mutants/search.js';
import type { Hunted, Looked } from './hunt.js';

interface MutantFigures {
  readonly name: string;
  readonly area: Area;
  readonly broken: string;
  readonly known: string | null;
  readonly caughtBy: readonly string[];
  /** A digest of what is planted: with another, what is told of the searches is of another mutant. */
  readonly plant: string;
  /** No wall time and no CPU time: the same command gives the same document. */
  readonly searches: Readonly<Partial<Record<SearchName, Looked>>>;
}

export interface MutantsDocument {
  readonly schema: 'stallgrind/mutants@1';
  readonly seedsAsked: number;
  readonly ended: 'complete' | 'interrupted';
  readonly mutants: readonly MutantFigures[];
  /** Runs without a mutant that did not pass. */
  readonly failedControls: readonly string[];
}

export function mutantsDocument(
  mutants: readonly Mutant[],
  found: Readonly<Partial<Record<SearchName, readonly Hunted[]>>>,
  facts: Pick<MutantsDocument, 'seedsAsked' | 'ended' | 'failedControls'>,
): MutantsDocument {
  const searches = Object.entries(found) as [SearchName, readonly Hunted[]][];
  return {
    schema: 'stallgrind/mutants@1',
    ...facts,
    mutants: mutants.map((mutant) => {
      const { name, area, broken, known, caughtBy } = mutant;
      const of = searches.flatMap(([search, hunted]): [SearchName, Looked][] => {
        const one = hunted.find((other) => other.mutant === mutant);
        if (one === undefined) return [];
        const { mutant: _, ...looked } = one;
        return [[search, looked]];
      });
      const plant = digestOf(mutant);
      return { name, area, broken, known, caughtBy, plant, searches: Object.fromEntries(of) };
    }),
  };
}

/** Of one that stands at a seam, the seams: what it does there is code. */
export function digestOf({ plant }: Mutant): string {
  const text = JSON.stringify('edits' in plant ? plant.edits : Object.keys(plant.strategies));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What an earlier document tells of mutants that are still the same. */
export function lookedBefore(
  { mutants }: MutantsDocument,
  catalog: readonly Mutant[],
  search: SearchName,
): ReadonlyMap<string, Looked> {
  return new Map(
    catalog.flatMap((mutant): [string, Looked][] => {
      const told = mutants.find(({ name }) => name === mutant.name);
      const isSame = told?.plant === digestOf(mutant) && told.caughtBy.join() === mutant.caughtBy.join();
      const looked = isSame ? told.searches[search] : undefined;
      return looked === undefined ? [] : [[mutant.name, looked]];
    }),
  );
}

export function mutantsReport(document: MutantsDocument): readonly Block[] {
  const { mutants, seedsAsked, failedControls } = document;
  const searches = [...new Set(mutants.flatMap((mutant) => Object.keys(mutant.searches) as SearchName[]))];
  const blocks: Block[] = [{ type: 'title', text: 'Mutants' }];
  for (const search of searches)
    if (search !== 'byHand') blocks.push(line(summary(mutants, search, seedsAsked)));
  const without = mutants.filter(({ searches: of }) =>
    Object.values(of).every(({ found }) => found === null),
  );
  if (without.length > 0) blocks.push(line(`Not caught yet: ${without.map(({ name }) => name).join(', ')}.`));
  for (const area of AREAS) {
    const ofArea = mutants.filter((mutant) => mutant.area === area);
    if (ofArea.length === 0) continue;
    const titles = ['mutant', 'what is broken', 'known as', ...searches.flatMap(titlesOf)];
    blocks.push(heading(TITLES[area]));
    blocks.push(
      table(
        titles,
        ofArea.map((mutant) => rowOf(mutant, searches)),
        ['known as'],
      ),
    );
  }
  for (const failed of failedControls) blocks.push(line(toned('bad', `without a mutant: ${failed}`)));
  return blocks;
}

const TITLES: Readonly<Record<Area, string>> = {
  raft: 'Raft',
  wal: 'Write-ahead log and recovery',
  replication: 'Replication',
  isr: 'ISR and watermarks',
  idempotence: 'Idempotence',
  metadata: 'Metadata',
  groups: 'Groups',
  fetch: 'Fetch',
  clients: 'Clients',
  waits: 'Waiting and wake-ups',
  controller: 'Controller',
};

function summary(mutants: readonly MutantFigures[], search: SearchName, seedsAsked: number): string {
  const needed = mutants.map((mutant) => mutant.searches[search]?.found?.n ?? Infinity);
  const within = (runs: number): string =>
    `${needed.filter((n) => n <= runs).length} within ${grouped(runs)}`;
  // One that was stopped has not come as far with all.
  const through = mutants.flatMap(({ searches: { [search]: one } }) =>
    one === undefined || one.found !== null ? [] : [one.through],
  );
  const last = Math.min(seedsAsked, ...through);
  const steps = [10, 50, 500, 5000].filter((step) => step < last);
  const counts = [...steps, last].map(within).join(', ');
  return `${search} search: of ${mutants.length} mutants are caught ${counts} runs.`;
}

function titlesOf(search: SearchName): readonly string[] {
  if (search === 'byHand') return ['by hand: caught by', 'seed>'];
  return [`${search}: caught by`, `${search}: runs>`, 'reached>', 'events>', 'virtual s>'];
}

function rowOf(
  { name, broken, known, searches }: MutantFigures,
  order: readonly SearchName[],
): readonly Cell[] {
  const figures = order.flatMap((search): readonly Cell[] => {
    const one = searches[search];
    if (one === undefined) return titlesOf(search).map(() => '');
    const { found, through, reached, events, virtualMs } = one;
    const all = [
      found === null ? toned('bad', 'not caught') : found.by.join(', '),
      found === null ? `> ${grouped(through)}` : grouped(found.n),
      grouped(reached),
      grouped(events),
      grouped(Math.round(virtualMs / 1000)),
    ];
    return all.slice(0, titlesOf(search).length);
  });
  return [name, broken, known ?? '', ...figures];
}
