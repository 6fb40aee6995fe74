/** `verdicts`: every claim of the documents settled by runs, on all cores. */
import type { Command } from 'commander';
import { verdictDetails, verdictsReport, verdictsTable } from '../../../reports/verdicts/verdicts-report.js';
import { unknownName } from '../../../scenarios/harness/settings/unknown-name.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { verdictsDocument } from '../../../scenarios/verdicts/document.js';
import type { VerdictOutcome } from '../../../scenarios/verdicts/row.js';
import { EXIT_INTERRUPTED, EXIT_OK } from '../support/exit-code.js';
import { explained } from '../support/help.js';
import type { CommandContext } from '../support/io.js';
import { namesIn, parseJobs } from '../support/options.js';
import { checkOutFiles, printReport, writeReport, type OutputOptions } from '../support/output.js';
import { runPool } from '../support/pool.js';
import { VERDICTS_WORKER_URL } from '../support/installed.js';
import type { VerdictTask } from './worker.js';

interface VerdictsCommandOptions extends OutputOptions {
  readonly only?: string;
  readonly jobs?: string;
}

export function addVerdicts(program: Command, context: CommandContext, end: (code: number) => void): void {
  explained(program.command('verdicts'), {
    examples: ['verdicts --only R1,E7', 'verdicts --out verdicts.md'],
    exitCodes: { 0: 'settled, whatever the verdicts', 130: 'Ctrl-C' },
  })
    .description('settle every documented regression, latent bug and contradiction by running it')
    .option('--only <ids>', 'R1,E7: these alone, with all that is known of them')
    .option('--jobs <n>', 'threads (default: one for each core)')
    .option('--out <file>', 'write the whole page too, as .md, .json or .txt')
    .option('--json', 'one JSON document on stdout')
    .action(async (_options: unknown, command: Command) => {
      end(await verdicts(command.optsWithGlobals<VerdictsCommandOptions>(), context));
    });
}

async function verdicts(options: VerdictsCommandOptions, context: CommandContext): Promise<number> {
  checkOutFiles({ out: options.out });
  const ids = idsOf(options.only, context.layer.listVerdicts());
  const jobs = parseJobs(options.jobs);
  const outcomes = await settleAll(ids, jobs, context);
  const document = verdictsDocument(outcomes);
  const isWhole = outcomes.length === ids.length;
  if (options.out !== undefined && isWhole) {
    writeReport(options.out, { document, blocks: verdictsReport(document) });
  }
  const blocks = options.only === undefined ? verdictsTable(document) : verdictDetails(document);
  printReport(context.io, options, { document, blocks });
  if (isWhole) return EXIT_OK;
  context.io.stderr(`interrupted: ${outcomes.length} of ${ids.length} settled; nothing was written\n`);
  return EXIT_INTERRUPTED;
}

/** In the order of the rows, whatever the order asked for. */
function idsOf(only: string | undefined, known: readonly string[]): readonly string[] {
  if (only === undefined) return known;
  const asked = namesIn('--only', only);
  for (const id of asked) {
    if (!known.includes(id)) throw new UsageError(unknownName('verdict', id, known));
  }
  return known.filter((id) => asked.includes(id));
}

/** Those that had been settled when all were, or at Ctrl-C; in the order of `ids`. */
async function settleAll(
  ids: readonly string[],
  jobs: number,
  context: CommandContext,
): Promise<readonly VerdictOutcome[]> {
  const { layerSource } = context;
  const outcomes = new Map<string, VerdictOutcome>();
  const tasks: readonly VerdictTask[] = ids.map((id) => ({ id, layerSource }));
  const onOutcome = (outcome: VerdictOutcome): string => {
    outcomes.set(outcome.id, outcome);
    return `settled; last ${outcome.id}`;
  };
  await runPool({ workerUrl: VERDICTS_WORKER_URL, tasks, jobs, onOutcome }, context);
  return ids.flatMap((id) => outcomes.get(id) ?? []);
}
