/** What a hunt came to: as a document, `stallgrind/mutants@1`, and as a report. */
import { heading, line, table, toned, type Block, type Cell } from '../../reports/blocks/block.js';
import { grouped } from '../../reports/blocks/format.js';
import { AREAS, type Area } from '../../scenarios/mutants/form/mutant.js';
import type { SearchName } from '../../scenarios/mutants/search.js';
import type { Hunt, Hunted } from './hunt.js';

/** How one search did. No wall time and no CPU time: the same command gives the same document. */
export interface SearchFigures {
  /** Null: not found. */
  readonly found: {
    /** The run of the search that found it: so many were needed. */
    readonly n: number;
    readonly scenario: string;
    readonly seed: number;
    readonly by: readonly string[];
  } | null;
  /** Of the runs up to there, those that reached its code. */
  readonly reached: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly others: readonly string[];
}

export interface MutantFigures {
  readonly name: string;
  readonly area: Area;
  readonly broken: string;
  readonly known: string | null;
  readonly caughtBy: readonly string[];
  readonly searches: Readonly<Partial<Record<SearchName, SearchFigures>>>;
}

export interface MutantsDocument {
  readonly schema: 'stallgrind/mutants@1';
  readonly from: number;
  readonly seedsAsked: number;
  readonly ended: 'complete' | 'interrupted';
  readonly mutants: readonly MutantFigures[];
  /** Runs without a mutant that did not pass. */
  readonly failedControls: readonly string[];
}

export function mutantsDocument(
  hunts: Readonly<Partial<Record<SearchName, Hunt>>>,
  facts: Pick<MutantsDocument, 'from' | 'seedsAsked' | 'ended'>,
): MutantsDocument {
  const searches = Object.entries(hunts) as [SearchName, Hunt][];
  const all = searches[0]?.[1].hunted.map(({ mutant }) => mutant) ?? [];
  return {
    schema: 'stallgrind/mutants@1',
    ...facts,
    mutants: all.map(({ name, area, broken, known, caughtBy }, place) => {
      const of = searches.flatMap(([search, { hunted }]): [SearchName, SearchFigures][] => {
        const one = hunted[place];
        return one === undefined ? [] : [[search, figuresOf(one)]];
      });
      return { name, area, broken, known, caughtBy, searches: Object.fromEntries(of) };
    }),
    failedControls: searches.flatMap(([search, { failedControls }]) =>
      failedControls.map(({ n, scenario, control }) => `${search} ${n}: ${scenario} ${control.verdict}`),
    ),
  };
}

function figuresOf({ found, reachedCount: reached, events, virtualMs, others }: Hunted): SearchFigures {
  return { found, reached, events, virtualMs, others };
}

export function mutantsReport(document: MutantsDocument): readonly Block[] {
  const { mutants, seedsAsked, failedControls } = document;
  const searches = [...new Set(mutants.flatMap((mutant) => Object.keys(mutant.searches) as SearchName[]))];
  const blocks: Block[] = [{ type: 'title', text: 'Mutants' }];
  for (const search of searches) blocks.push(line(summary(mutants, search, seedsAsked)));
  for (const area of AREAS) {
    const ofArea = mutants.filter((mutant) => mutant.area === area);
    if (ofArea.length === 0) continue;
    const titles = ['mutant', 'what is broken', 'known as', ...searches.flatMap(titlesOf)];
    blocks.push(heading(TITLES[area]));
    blocks.push(
      table(
        titles,
        ofArea.map((mutant) => rowOf(mutant, searches, seedsAsked)),
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
  const steps = [10, 50, 500, 5000].filter((step) => step < seedsAsked);
  const counts = [...steps, seedsAsked].map(within).join(', ');
  return `${search} search: of ${mutants.length} mutants are caught ${counts} runs.`;
}

function titlesOf(search: SearchName): readonly string[] {
  return [`${search}: caught by`, `${search}: runs>`, 'reached>', 'events>', 'virtual s>'];
}

function rowOf(
  { name, broken, known, searches }: MutantFigures,
  order: readonly SearchName[],
  seedsAsked: number,
): readonly Cell[] {
  const figures = order.flatMap((search): readonly Cell[] => {
    const one = searches[search];
    if (one === undefined) return ['', '', '', '', ''];
    const { found, reached, events, virtualMs } = one;
    return [
      found === null ? toned('bad', 'not caught') : found.by.join(', '),
      found === null ? `> ${grouped(seedsAsked)}` : grouped(found.n),
      grouped(reached),
      grouped(events),
      grouped(Math.round(virtualMs / 1000)),
    ];
  });
  return [name, broken, known ?? '', ...figures];
}
