/**
 * `npm run mutants:shrink`: runs in which planted bugs were found, each made as small as it can be.
 *
 * By default twenty of those in `docs/mutants.json`, of all areas in turn, the earliest found first.
 * `-- --only NAME --only NAME` takes these; `--limit-s 300` is how long each may take, `--jobs 2` in how many
 * threads. `--out docs/shrunk-mutants.md` writes the page, and `docs/shrunk-mutants.json` beside it, after
 * each mutant; `--resume` leaves out those that are there, shrunk to the end. Ends with 1 if one has more
 * than three faults left.
 */
import '../../check-node.cjs';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toMarkdown } from '../../../reports/blocks/to-markdown.js';
import { toJson } from '../../../reports/json.js';
import { named } from '../../../scenarios/harness/settings/unknown-name.js';
import { catalog } from '../../../scenarios/mutants/catalog.js';
import { AREAS } from '../../../scenarios/mutants/form/mutant.js';
import { readTextFile, writeWholeFile } from '../../cli/support/files.js';
import { processIo } from '../../cli/support/io.js';
import { parseCount, parseJobs } from '../../cli/support/options.js';
import { tellLines } from '../../cli/support/output.js';
import type { MutantsDocument } from '../document.js';
import { FAULTS_MAX, shrunkPage, type ShrunkDocument } from './page.js';
import { openPlanted, shrinkMutant, type FoundMutant, type ShrunkMutant } from './shrink-one.js';
import { runScript } from '../../cli/support/run-script.js';

const OPTIONS = {
  only: { type: 'string', multiple: true },
  'limit-s': { type: 'string', default: '300' },
  jobs: { type: 'string' },
  out: { type: 'string' },
  resume: { type: 'boolean', default: false },
} as const;

const TABLE = 'docs/mutants.json';
const COUNT = 20;

/** In which run each was found, by a search at random, or by hand where none did. */
function foundIn({ mutants }: MutantsDocument): readonly FoundMutant[] {
  return mutants.flatMap(({ name, searches }) => {
    const mutant = catalog.find((one) => one.name === name);
    // What stands at a seam is code, which does not travel between threads.
    if (mutant === undefined || !('edits' in mutant.plant)) return [];
    for (const search of ['random', 'byHand'] as const) {
      const found = searches[search]?.found;
      if (found !== null && found !== undefined) return [{ mutant, search, n: found.n, by: found.by }];
    }
    return [];
  });
}

/** Of each area one, then of each another one. */
function spread(found: readonly FoundMutant[], count: number): readonly FoundMutant[] {
  const byArea = AREAS.map((area) =>
    found.filter(({ mutant }) => mutant.area === area).sort((a, b) => a.n - b.n),
  );
  const most = Math.max(...byArea.map(({ length }) => length));
  const inTurn = Array.from({ length: most }, (_, place) => byArea.flatMap((area) => area[place] ?? []));
  return inTurn.flat().slice(0, count);
}

function read(file: string): ShrunkDocument | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ShrunkDocument) : null;
}

async function main(): Promise<boolean> {
  const { only = [], out, resume, jobs, ...rest } = parseArgs({ options: OPTIONS }).values;
  const limits = { jobs: parseJobs(jobs), limitS: parseCount('--limit-s', rest['limit-s'], 86_400) };
  const found = foundIn(JSON.parse(readTextFile(TABLE, 'page')) as MutantsDocument);
  for (const name of only) named('mutant', catalog, name);
  const asked =
    only.length === 0 ? spread(found, COUNT) : found.filter(({ mutant }) => only.includes(mutant.name));
  const page = out?.replace(/\.md$/, '.json');
  const before = page === undefined ? null : read(page);
  const known = new Map((resume ? (before?.mutants ?? []) : []).map((row) => [row.mutant, row]));
  const io = processIo();
  const pool = openPlanted(limits.jobs);
  for (const one of asked) {
    if (known.get(one.mutant.name)?.ended === 'minimal') continue;
    const row = await shrinkMutant(one, { ...limits, pool }, io);
    known.set(row.mutant, row);
    tellLines(
      io,
      `${row.mutant}: ${row.before.faults} to ${row.after.faults} faults, ${row.ended}, ${row.wallS} s`,
    );
    const document: ShrunkDocument = {
      schema: 'stallgrind/shrunk-mutants@1',
      mutants: inOrder([...known.values()]),
    };
    if (out === undefined || page === undefined) continue;
    writeWholeFile(page, toJson(document));
    writeWholeFile(out, toMarkdown(shrunkPage(document)));
  }
  await pool.close();
  return [...known.values()].every(({ after }) => after.faults <= FAULTS_MAX);
}

/** As the lists have them. */
function inOrder(rows: readonly ShrunkMutant[]): readonly ShrunkMutant[] {
  const place = (row: ShrunkMutant): number => catalog.findIndex(({ name }) => name === row.mutant);
  return [...rows].sort((a, b) => place(a) - place(b));
}

await runScript(main);
