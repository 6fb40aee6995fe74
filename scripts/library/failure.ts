/** What is told and kept of a run that did not pass. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceNames } from '../../broker-core/env.js';
import type { RunOptions } from '../../scenarios/harness/definition/api.js';
import { makeCapsule } from '../../scenarios/harness/result/capsule.js';
import { unexpectedOf } from '../../scenarios/harness/result/expected.js';
import { commandLine } from '../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import { UsageError } from '../../scenarios/harness/settings/usage-error.js';
import { makeFolder, writeWholeFile } from '../cli/support/files.js';
import { LAYER_URL } from '../cli/support/installed.js';
import { findConfig, loadLayer } from '../cli/support/load-layer.js';
import { stamping } from '../cli/support/program.js';

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

/** Before the run: one of minutes should not end in a complaint about a name. */
export function checkFolder(capsules: unknown): void {
  if (capsules === false || (typeof capsules === 'string' && capsules !== '')) return;
  throw new UsageError(`capsules cannot be ${String(capsules)}; it is the name of a folder, or false`);
}

/** Each invariant that was violated, with its first violation; else what a run ended of. */
export function whyOf(result: RunResult): readonly string[] {
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

export interface KeptCapsule {
  readonly file: string | null;
  /** Whether there was none of that name before. */
  readonly isNew: boolean;
  /** Why there is none. */
  readonly problem?: string;
}

/** The hash in the name: what failed otherwise is another file, and the same failure the same. */
export function keepCapsule(result: RunResult, folder: string): KeptCapsule {
  const name = `${result.scenario}-${result.variant}-${String(result.seed)}-${result.hash.slice(0, 8)}.json`;
  const file = join(folder, name.replaceAll(/[^\w.-]/g, '_'));
  const isNew = !existsSync(file);
  try {
    makeFolder(folder);
    writeWholeFile(file, `${JSON.stringify(stamping()(makeCapsule(result)), null, 2)}\n`);
    return { file, isNew };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { file: null, isNew: false, problem: error.lines.join('; ') };
  }
}

/** The last line of what is told of a failure. `isKnown`: to the command line, by its name. */
export function howToReplay(result: RunResult, file: string | null, isKnown: boolean): string {
  if (!isKnown)
    return `replay: call this again with seed ${String(result.seed)}; the command line knows what is your own when stallgrind.config.ts names it`;
  const line = file === null ? result.replay : commandLine(['replay', file]);
  return asCalledHere(line);
}

/** A line of the command line, as it is typed in the folder of the tests. */
export function asCalledHere(line: string): string {
  return line.replace(/^stallgrind(?= )/, () => invocation());
}

/** Whether the command line knows all that ran, by the config file beside the tests. */
export async function isKnownToCommandLine(
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
