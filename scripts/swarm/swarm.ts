/**
 * `npm run swarm`: random legal clusters under random faults that `reference` survives.
 *
 * `npm run swarm -- --from 1 --count 3000 --workers 2 --out failures` takes those seeds. Each that fails is
 * told at once, with the line that runs it again from its capsule. Ends with 1 unless all of them pass.
 */
import '../check-node.cjs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandLine } from '../../scenarios/harness/result/replay-line.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { swarmRun } from '../../scenarios/swarm/swarm.js';
import { SEED_MAX } from '../../sim/random/random.js';
import { capsuleKeeper } from '../cli/sweep/capsule-keeper.js';
import { sweepDocument, sweepReport } from '../cli/sweep/sweep-report.js';
import type { SeedOutcome, SeedTask } from '../cli/sweep/worker.js';
import { makeFolder } from '../cli/support/files.js';
import { LAYER_URL, SWEEP_WORKER_URL } from '../cli/support/installed.js';
import { processIo } from '../cli/support/io.js';
import { parseCount, parseJobs, parseSeed, SEEDS_MAX } from '../cli/support/options.js';
import { asTyped, printReport, tellLines } from '../cli/support/output.js';
import { runPool } from '../cli/support/pool.js';

const OPTIONS = {
  from: { type: 'string', default: '1' },
  count: { type: 'string', default: '3000' },
  workers: { type: 'string', default: '2' },
  out: { type: 'string', default: 'failures' },
  json: { type: 'boolean', default: false },
} as const;

/** Before anything runs. */
function asked(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

async function swarm(): Promise<boolean> {
  const values = asked();
  const from = parseSeed(values.from);
  const count = parseCount('--count', values.count, Math.min(SEEDS_MAX, SEED_MAX - from + 1));
  const jobs = parseJobs(values.workers);
  makeFolder(values.out);
  // Whatever runs this: what it tells to type is the command line's.
  const io = { ...processIo(), invocation: 'npm run --silent stallgrind --' };
  const controller = new AbortController();
  io.onInterrupt(() => controller.abort());
  const startMs = io.nowMs();
  const keeper = capsuleKeeper(values.out);
  const outcomes: SeedOutcome[] = [];
  const onOutcome = (told: SeedOutcome): string => {
    keeper.keep(told);
    const outcome = { ...told, replay: replayOf(told, values.out) };
    const { seed, countsAs, detail, replay } = outcome;
    if (countsAs !== 'passed') tellLines(io, `seed ${seed} ${countsAs}: ${detail}; ${asTyped(io, replay)}`);
    outcomes.push(outcome);
    return `${outcomes.filter(({ countsAs }) => countsAs !== 'passed').length} did not pass`;
  };
  const tasks = Array.from({ length: count }, (_, place) => taskOf(from + place));
  await runPool(
    { workerUrl: SWEEP_WORKER_URL, tasks, jobs, onOutcome },
    { io, interrupt: controller.signal },
  );
  outcomes.sort((a, b) => a.seed - b.seed);
  const document = sweepDocument(outcomes, {
    scenarios: [...new Set(outcomes.map(({ scenario }) => scenario))].sort(),
    seedsAsked: count,
    ended: outcomes.length === count ? 'complete' : 'interrupted',
    capsules: keeper.written(outcomes),
    wallMs: io.nowMs() - startMs,
  });
  printReport(io, values, { document, blocks: sweepReport(document) });
  const { user, system } = process.cpuUsage();
  tellLines(
    io,
    `${Math.round((user + system) / 1_000_000)} s of CPU, ${Math.round(document.wallMs / 1000)} s of wall time`,
  );
  for (const problem of keeper.problems) tellLines(io, `error: ${problem}`);
  return document.passed === count && keeper.problems.length === 0;
}

function taskOf(seed: number): SeedTask {
  return { ...swarmRun(seed), expects: [], layerSource: { url: LAYER_URL.href, configFile: null } };
}

/** By its capsule, where there is one: the line of the run would name a file of faults that nobody has. */
function replayOf({ scenario, seed, replay, capsule }: SeedOutcome, folder: string): string {
  return capsule === null
    ? replay
    : commandLine(['replay', join(folder, `${scenario}-${String(seed)}.json`)]);
}

try {
  process.exitCode = (await swarm()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
