/** What `npm start` shows: two timelines of one request, where the time went in each, the comparison. */
import { heading, line, toned, type Block, type Cell } from '../../reports/blocks/block.js';
import { grouped, milliseconds } from '../../reports/blocks/format.js';
import type { ScenarioLayer } from '../../scenarios/layer.js';
import { compareRuns } from '../../scenarios/harness/compare/compare.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { describeFault } from '../../sim/faults/verbs.js';
import { variantBlocks } from '../../reports/demo/side-by-side.js';
import { compareReport } from '../../reports/compare/compare-report.js';
import { EXIT_ERROR, exitCodeOf } from './support/exit-code.js';
import type { Io } from './support/io.js';
import { printBlocks } from './support/output.js';
import { runUnderSameFaults } from './support/same-faults.js';

const SCENARIO = 'topic-creation-cascade';
const SEED = 42;
const REFERENCE = 'reference';
const OPERATION = 'createTopic';

/** Gives the exit code. The historical variant is here to fail; the reference has to pass. */
export async function runDemo(io: Io, layer: ScenarioLayer): Promise<number> {
  const plan = layer.planScenario(SCENARIO, { seed: SEED });
  const same = await runUnderSameFaults(layer, SCENARIO, [plan.variant, REFERENCE], { seed: SEED });
  const [historical, reference] = same.runs;
  if (historical === undefined || reference === undefined) return EXIT_ERROR;
  same.keepSchedule(same.runs);
  const variants = [historical, reference].map((run) => ({ variant: run.variant, runs: [run] }));
  const comparison = compareRuns({ scenario: SCENARIO, seeds: [SEED], variants, gates: [] });
  printBlocks(io, {}, [
    { type: 'title', text: `${SCENARIO}: one topic creation, two designs, the same seed and faults` },
    line('faults:'),
    ...plan.schedule.map((entry) => line(`  ${entry.id}: ${describeFault(entry)}`)),
    ...variantBlocks(historical, OPERATION),
    ...variantBlocks(reference, OPERATION),
    ...compareReport(comparison),
    ...summaryBlocks(historical, reference),
  ]);
  if (historical.scheduleHash !== reference.scheduleHash) return EXIT_ERROR;
  return historical.verdict === 'harnessError' ? EXIT_ERROR : exitCodeOf(reference.verdict);
}

function summaryBlocks(historical: RunResult, reference: RunResult): readonly Block[] {
  const beforeMs = historical.operations[OPERATION]?.latencyMs?.max ?? null;
  const afterMs = reference.operations[OPERATION]?.latencyMs?.max ?? null;
  return [
    heading('In short'),
    ...(beforeMs === null || afterMs === null
      ? [line('not both variants answered')]
      : [line(...shortcut(beforeMs, afterMs))]),
    line(`both met the schedule of faults ${historical.scheduleHash}; run either again, bit for bit:`),
    ...[historical, reference].map(({ replay }): Block => ({ type: 'command', text: replay })),
  ];
}

function shortcut(beforeMs: number, afterMs: number): readonly Cell[] {
  const times = afterMs > 0 ? `, ${grouped(Math.round(beforeMs / afterMs))} times as fast` : '';
  return [
    `${OPERATION} took ${milliseconds(beforeMs)}, and takes `,
    toned('good', `${milliseconds(afterMs)}${times}`),
  ];
}
