/**
 * `npm run mutants`: how many random clusters it takes until an invariant names each planted bug.
 *
 * `npm run mutants -- --only NAME --only NAME --seeds 1..500 --jobs 2 --json` looks for some of them;
 * `--search random --search guided --search ordered` by these searches, with as many runs each;
 * `--out docs/mutants.md` writes the page, and beside it `docs/mutants.json`, from which a test takes the runs
 * that it makes again. `--resume docs/mutants.json` goes on from there: what it tells of a mutant that is still
 * the same is taken over. Ends with 1 unless all are caught.
 */
import '../check-node.cjs';
import { parseArgs } from 'node:util';
import { toJson } from '../../reports/json.js';
import { named } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { catalog } from '../../scenarios/mutants/catalog.js';
import type { Mutant } from '../../scenarios/mutants/form/mutant.js';
import type { SearchName } from '../../scenarios/mutants/search.js';
import { checkWritable, readTextFile, writeWholeFile } from '../cli/support/files.js';
import { processIo } from '../cli/support/io.js';
import { parseJobs, parseSeeds } from '../cli/support/options.js';
import { deliverReport, tellLines } from '../cli/support/output.js';
import { runScript } from '../cli/support/run-script.js';
import { createProgress } from '../cli/support/pool.js';
import { lookedBefore, mutantsDocument, mutantsReport, type MutantsDocument } from './document.js';
import { hunt, huntByHand, type Hunt, type Hunted, type HuntOptions, type Looked } from './hunt.js';

const OPTIONS = {
  only: { type: 'string', multiple: true },
  seeds: { type: 'string', default: '1..500' },
  jobs: { type: 'string' },
  search: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
  resume: { type: 'string' },
} as const;

/** Before anything runs. */
function asked(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

function read(file: string): MutantsDocument {
  const document = JSON.parse(readTextFile(file, 'page')) as MutantsDocument;
  const { schema } = document;
  if (schema === 'stallgrind/mutants@1') return document;
  throw new UsageError(`page ${file}: it is no stallgrind/mutants@1`);
}

function searchNamed(text: string): SearchName {
  if (text === 'random' || text === 'guided' || text === 'ordered') return text;
  throw new UsageError(`--search cannot be ${JSON.stringify(text)}; it is random, guided or ordered`);
}

/** As an earlier hunt has it, if one does. */
function hunted(mutant: Mutant, before: ReadonlyMap<string, Looked>): readonly Hunted[] {
  const one = before.get(mutant.name);
  return one === undefined ? [] : [{ mutant, ...one }];
}

async function main(): Promise<boolean> {
  const { only = [], out, json, resume, search: wanted = ['random'], ...values } = asked();
  const searches = wanted.map(searchNamed);
  const ns = parseSeeds(values.seeds);
  const jobs = parseJobs(values.jobs);
  const mutants = only.length === 0 ? catalog : only.map((name) => named('mutant', catalog, name));
  const page = out?.replace(/\.md$/, '.json');
  checkWritable({ out, ...(page === out ? {} : { page }) });
  const io = processIo();
  const progress = createProgress(io);
  let isStopped = false;
  io.onInterrupt(() => (isStopped = true));
  const before = resume === undefined ? null : read(resume);
  const looked = (search: SearchName): ReadonlyMap<string, Looked> =>
    before === null ? new Map() : lookedBefore(before, catalog, search);
  const hunts = new Map<SearchName, Hunt>();
  for (const search of searches) {
    const before = looked(search);
    const onRun: HuntOptions['onRun'] = ({ done, left }) =>
      progress.update(done, ns.length, `${search}: ${left} of ${mutants.length} are left`);
    const options = { catalog, mutants, search, ns, before, jobs, onRun, isStopped: () => isStopped };
    hunts.set(search, await hunt(options));
  }
  progress.end();
  const shown = mutants.filter((mutant) => mutant.shown !== null);
  const byHand = isStopped
    ? shown.flatMap((mutant) => hunted(mutant, looked('byHand')))
    : await huntByHand({ catalog, jobs: Math.max(1, Math.min(jobs, shown.length)) }, shown);
  const failedControls = [...hunts].flatMap(([search, { failedControls: failed }]) =>
    failed.map(({ n, scenario, control }) => `${search} ${n}: ${scenario} ${control.verdict}`),
  );
  const found = Object.fromEntries([...hunts].map(([search, one]) => [search, one.hunted]));
  const document = mutantsDocument(
    mutants,
    { ...found, byHand },
    { seedsAsked: ns.at(-1) ?? 0, ended: isStopped ? 'interrupted' : 'complete', failedControls },
  );
  if (page !== undefined && page !== out) writeWholeFile(page, toJson(document));
  deliverReport(io, { json, out }, { document, blocks: mutantsReport(document) });
  const { user, system } = process.cpuUsage();
  tellLines(
    io,
    `${Math.round((user + system) / 1_000_000)} s of CPU, ${[...hunts].map(([search, { runCount }]) => `${runCount} ${search} runs`).join(', ')}`,
  );
  const isFound = (mutant: Mutant): boolean =>
    [...[...hunts.values()].flatMap((one) => one.hunted), ...byHand].some(
      (one) => one.mutant === mutant && one.found !== null,
    );
  return failedControls.length === 0 && mutants.every(isFound);
}

await runScript(main);
