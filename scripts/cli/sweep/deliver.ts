/** The report of a sweep, and what its exit code is. */
import { counted } from '../../../reports/blocks/format.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { EXIT_INTERRUPTED, exitCodeOfAll } from '../support/exit-code.js';
import type { CommandContext } from '../support/io.js';
import {
  doAll,
  printReport,
  tellIdleFaults,
  warnOfUnread,
  writeReport,
  type EffectsOptions,
  type OutputOptions,
} from '../support/output.js';
import { sweepReport, type SweepDocument } from './sweep-report.js';
import type { SweepTally } from './tally.js';

/** Where `--out` is the folder of a sweep, its report has an option of its own. */
export interface ReportOptions extends OutputOptions {
  readonly report?: string;
}

export const REPORT = ['--report <file>', 'write the report too: .md, .txt or .json'] as const;

interface Delivery {
  readonly options: ReportOptions & EffectsOptions;
  /** Of `list scenarios`; null: several. */
  readonly subject: string | null;
  /** What could not be written. */
  readonly problems: readonly string[];
}

/** Prints it; gives the exit code. */
export function deliver(
  document: SweepDocument,
  tally: SweepTally,
  { options, subject, problems }: Delivery,
  context: CommandContext,
): number {
  const report = { document, blocks: sweepReport(document) };
  doAll(
    () => printReport(context.io, options, report),
    () => warnOfUnread(context, subject, document.unread, 'these runs'),
    () => {
      if (options.report !== undefined) writeReport(options.report, report);
    },
    () => {
      if (problems.length > 0) throw new UsageError(...problems);
    },
  );
  if (document.ended === 'interrupted') return EXIT_INTERRUPTED;
  const code = exitCodeOfAll([...tally.verdicts].flatMap(([verdict, count]) => (count > 0 ? [verdict] : [])));
  // What a swarm sets may leave a scenario's own schedule without its topic: nobody wrote that.
  const impossible = document.isSwarm ? [] : tally.neverPossible;
  const mistaken = tellIdleFaults(context.io, { requireEffects: true }, impossible, code);
  return tellIdleFaults(context.io, options, neverEffective(document, options), mistaken);
}

/**
 * By default the types of faults that changed nothing in any run: in one run of many a load may be done
 * before a fault is due. Where effects are required, each that had none.
 */
function neverEffective(
  { faultsEffective, faultsWithoutEffect }: SweepDocument,
  { requireEffects = false }: EffectsOptions,
): readonly string[] {
  return Object.entries(faultsWithoutEffect)
    .filter(([type]) => requireEffects || (faultsEffective[type] ?? 0) === 0)
    .map(([type, count]) => `${type} had no effect in ${counted(count, 'case')}`);
}
