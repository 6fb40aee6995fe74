/**
 * `npm run mutants`: how many random clusters it takes until an invariant names each planted bug.
 *
 * `npm run mutants -- --only NAME --only NAME --from 1 --seeds 500 --jobs 2 --json` looks for some of them;
 * `--out docs/mutants.md` writes the page, and beside it `docs/mutants.json`, from which a test takes the runs
 * that it makes again. Ends with 1 unless all are caught.
 */
import '../check-node.cjs';
import { parseArgs } from 'node:util';
import { toJson } from '../../reports/json.js';
import { named } from '../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { catalog } from '../../scenarios/mutants/catalog.js';
import { checkWritable, writeWholeFile } from '../cli/support/files.js';
import { processIo } from '../cli/support/io.js';
import { parseCount, parseJobs, parseSeed } from '../cli/support/options.js';
import { deliverReport, tellLines } from '../cli/support/output.js';
import { createProgress } from '../cli/support/pool.js';
import { mutantsDocument, mutantsReport } from './document.js';
import { hunt } from './hunt.js';

const OPTIONS = {
  only: { type: 'string', multiple: true },
  from: { type: 'string', default: '1' },
  seeds: { type: 'string', default: '500' },
  jobs: { type: 'string' },
  json: { type: 'boolean', default: false },
  out: { type: 'string' },
} as const;

const SEEDS_MAX = 1_000_000;

/** Before anything runs. */
function asked(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

async function main(): Promise<boolean> {
  const { only = [], out, json, ...values } = asked();
  const from = Math.max(1, parseSeed(values.from));
  const seedsAsked = parseCount('--seeds', values.seeds, SEEDS_MAX);
  const jobs = parseJobs(values.jobs);
  const mutants = only.length === 0 ? catalog : only.map((name) => named('mutant', catalog, name));
  const page = out?.replace(/\.md$/, '.json');
  checkWritable({ out, ...(page === out ? {} : { page }) });
  const io = processIo();
  const progress = createProgress(io);
  let isStopped = false;
  io.onInterrupt(() => (isStopped = true));
  const found = await hunt({
    catalog,
    mutants,
    search: 'random',
    ns: Array.from({ length: seedsAsked }, (_, place) => from + place),
    jobs,
    isStopped: () => isStopped,
    onRun: ({ done, left }) => progress.update(done, seedsAsked, `${left} of ${mutants.length} are left`),
  });
  progress.end();
  const ended = isStopped ? 'interrupted' : 'complete';
  const document = mutantsDocument({ random: found }, { from, seedsAsked, ended });
  if (page !== undefined && page !== out) writeWholeFile(page, toJson(document));
  deliverReport(io, { json, out }, { document, blocks: mutantsReport(document) });
  const { user, system } = process.cpuUsage();
  tellLines(io, `${Math.round((user + system) / 1_000_000)} s of CPU, ${found.runCount} runs of the search`);
  return found.failedControls.length === 0 && found.hunted.every((one) => one.found !== null);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
