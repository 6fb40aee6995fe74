/** What mutants were shrunk to: as a document, `stallgrind/shrunk-mutants@1`, and as a page. */
import { line, table, toned, type Block } from '../../../reports/blocks/block.js';
import { grouped } from '../../../reports/blocks/format.js';
import type { ShrunkMutant } from './shrink-one.js';

/** More than a person can keep in mind. */
export const FAULTS_MAX = 3;

export interface ShrunkDocument {
  readonly schema: 'stallgrind/shrunk-mutants@1';
  readonly mutants: readonly ShrunkMutant[];
}

export function shrunkPage({ mutants }: ShrunkDocument): readonly Block[] {
  const small = mutants.filter(({ after }) => after.faults <= FAULTS_MAX);
  const titles = ['mutant', 'found in', 'what has to stay', 'faults>', 'left>', 'knobs set>', 'left>'];
  const rows = mutants.map(({ mutant, search, n, scenario, symptom, before, after, ended, ...one }) => [
    mutant,
    `${search} ${grouped(n)}, ${scenario}`,
    symptom,
    grouped(before.faults),
    after.faults > FAULTS_MAX ? toned('bad', grouped(after.faults)) : grouped(after.faults),
    grouped(before.knobsSet),
    grouped(after.knobsSet),
    grouped(before.events),
    grouped(after.events),
    `${grouped(one.runs)}${ended === 'limit' ? ', stopped' : ''}`,
    grouped(one.wallS),
    one.faults.length === 0 ? 'none' : one.faults.join('; '),
  ]);
  return [
    { type: 'title', text: 'Mutants, shrunk' },
    line(
      `Runs in which random clusters showed a planted bug (mutants.md), each made smaller by what shrink does, with the bug on: ${small.length} of ${mutants.length} need at most ${FAULTS_MAX} faults. Where none is left, the load alone shows it. Seconds are of one machine. \`npm run mutants:shrink -- --out docs/shrunk-mutants.md\` writes this page.`,
    ),
    table([...titles, 'events>', 'left>', 'runs>', 's>', 'faults that are left'], rows),
  ];
}
