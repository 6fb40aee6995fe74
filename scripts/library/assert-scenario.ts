/**
 * A scenario as an assertion: a failure carries its result, and its capsule is on disk before anybody reads
 * of it.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { withoutControls } from '../../reports/blocks/neutral.js';
import { idleSentences } from '../../reports/run/faults.js';
import type { TraceNames } from '../../broker-core/env.js';
import { layer } from '../../scenarios/index.js';
import type { App } from '../../scenarios/harness/definition/app.js';
import type { RunOptions } from '../../scenarios/harness/definition/api.js';
import { makeCapsule } from '../../scenarios/harness/result/capsule.js';
import { unexpectedOf } from '../../scenarios/harness/result/expected.js';
import { commandLine } from '../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import type { Scenario } from '../../scenarios/harness/definition/scenario.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { makeFolder, writeWholeFile } from '../cli/support/files.js';
import { findConfig, loadLayer } from '../cli/support/load-layer.js';
import { LAYER_URL } from '../cli/support/installed.js';
import { stamping } from '../cli/support/program.js';

/** The options of {@link assertScenario}: those of a run, and where the capsule of a failure goes. */
export interface AssertOptions extends RunOptions {
  /**
   * Folder for the capsules of failures, made if it is not there; false writes none. Default: `.stallgrind`.
   */
  readonly capsules?: string | false;
  /**
   * Whether a fault of the schedule that had no effect fails it: what it was to show has not been shown.
   * Default: true, but for the schedule of a built-in scenario, which is drawn from the seed and may come too
   * late for a fast variant.
   */
  readonly requireEffects?: boolean;
  /**
   * Whether a failure is also written to stderr. Default: true. A property-based test runner reports its own
   * error, with the one of the property as a cause that ava and node:test do not show.
   */
  readonly tells?: boolean;
}

/**
 * A run that did not pass. `result` is all that is known of it; the message ends in the line that replays
 * it.
 */
export class ScenarioFailed extends Error {
  override readonly name = 'ScenarioFailed';
  readonly result: RunResult<TraceNames>;
  /** The file that `stallgrind replay` takes; null: none was written. */
  readonly capsule: string | null;

  constructor(result: RunResult<TraceNames>, capsule: string | null, message: string) {
    super(message);
    this.result = result;
    this.capsule = capsule;
  }
}

/**
 * Runs a scenario and gives its result if it passed.
 *
 * Throws a {@link ScenarioFailed} for every other verdict, a `UsageError` for what was asked for wrongly, a
 * `RunInterrupted` when the signal of the options aborts.
 */
export function assertScenario(scenario: string | Scenario, options: AssertOptions): Promise<RunResult>;
export function assertScenario(
  scenario: string | Scenario | App,
  options: AssertOptions,
): Promise<RunResult<TraceNames>>;
export async function assertScenario(
  scenario: string | Scenario | App,
  { capsules = '.stallgrind', tells = true, requireEffects, ...options }: AssertOptions,
): Promise<RunResult> {
  checkFolder(capsules);
  const result = await layer.runScenario(scenario, options);
  const isGiven = options.faults !== undefined || typeof scenario !== 'string';
  const isMistaken = result.faults.some(({ impossible }) => impossible === true);
  const idle = (requireEffects ?? isGiven) || isMistaken ? idleSentences(result) : [];
  if (result.countsAs === 'passed' && idle.length === 0) return result;
  const isOwn =
    typeof scenario !== 'string' || typeof options.variant === 'object' || options.invariants !== undefined;
  const kept = capsules === false ? null : keep(result, capsules);
  const lines = [
    `${result.scenario} ${result.countsAs}${untested(idle)} (variant ${result.variant}, seed ${String(result.seed)})`,
    ...whyOf(result),
    ...idle,
    ...(kept?.problem === undefined ? [] : [`no capsule was written: ${kept.problem}`]),
    howToReplay(result, kept?.file ?? null, !isOwn || (await isKnown(result, options))),
  ];
  const message = lines.join('\n');
  if (tells) process.stderr.write(`${message.split('\n').map(withoutControls).join('\n')}\n`);
  throw new ScenarioFailed(result, kept?.file ?? null, message);
}

function untested({ length }: readonly string[]): string {
  if (length === 0) return '';
  return `, but ${length === 1 ? 'a fault' : `${String(length)} faults`} had no effect`;
}

/** Before the run: one of minutes should not end in a complaint about a name. */
function checkFolder(capsules: unknown): void {
  if (capsules === false || (typeof capsules === 'string' && capsules !== '')) return;
  throw new UsageError(`capsules cannot be ${String(capsules)}; it is the name of a folder, or false`);
}

/** Each invariant that was violated, with its first violation; else what a run ended of. */
function whyOf(result: RunResult): readonly string[] {
  if (result.countsAs === 'passed') return [];
  if (result.verdict === 'harnessError') return [result.error.stack ?? result.error.message];
  const { countsAs, verdict } = result;
  if (countsAs === 'stalled' && (verdict === 'stalled' || verdict === 'violated') && result.stall !== null)
    return [`stalled on ${result.stall.reason}: ${result.stall.detail}`];
  const byInvariant = new Map<string, { detail: string; atMs: number; count: number }>();
  for (const { invariant, detail, atMs } of unexpectedOf(result)) {
    const first = byInvariant.get(invariant);
    if (first === undefined) byInvariant.set(invariant, { detail, atMs, count: 1 });
    else first.count += 1;
  }
  return [...byInvariant].map(([invariant, { detail, atMs, count }]) => {
    const more = count === 1 ? '' : ` (and ${String(count - 1)} more)`;
    return `${invariant} at ${String(atMs)} ms: ${detail}${more}`;
  });
}

interface Kept {
  readonly file: string | null;
  readonly problem?: string;
}

/** The hash in the name: what failed otherwise is another file, and the same failure the same. */
function keep(result: RunResult, folder: string): Kept {
  const name = `${result.scenario}-${result.variant}-${String(result.seed)}-${result.hash.slice(0, 8)}.json`;
  const file = join(folder, name.replaceAll(/[^\w.-]/g, '_'));
  try {
    makeFolder(folder);
    writeWholeFile(file, `${JSON.stringify(stamping()(makeCapsule(result)), null, 2)}\n`);
    return { file };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { file: null, problem: error.lines.join('; ') };
  }
}

function howToReplay(result: RunResult, file: string | null, isKnown: boolean): string {
  if (!isKnown)
    return `replay: call this again with seed ${String(result.seed)}; the command line knows what is your own when stallgrind.config.ts names it`;
  const line = file === null ? result.replay : commandLine(['replay', file]);
  return line.replace(/^stallgrind(?= )/, () => invocation());
}

/** Whether the command line knows all that ran, by the config file beside the tests. */
async function isKnown(
  { scenario, variant, seed }: RunResult,
  { invariants = [] }: RunOptions,
): Promise<boolean> {
  try {
    const known = await loadLayer({ url: LAYER_URL.href, configFile: findConfig(process.cwd()) });
    known.planScenario(scenario, { seed, variant });
    const held = known.listInvariants().map(({ name }) => name);
    return invariants.every(({ name }) => held.includes(name));
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** How the command line is called from the folder of the tests. */
function invocation(): string {
  if (existsSync(join('node_modules', '.bin', 'stallgrind'))) return 'npx stallgrind';
  return process.env['npm_package_name'] === 'stallgrind' ? 'npm run --silent stallgrind --' : 'stallgrind';
}
