/**
 * A scenario as an assertion: a failure carries its result, and its capsule is on disk before anybody reads
 * of it.
 */
import { withoutControls } from '../../reports/blocks/neutral.js';
import { idleSentences } from '../../reports/run/faults.js';
import type { TraceNames } from '../../broker-core/env.js';
import { layer } from '../../scenarios/index.js';
import type { App } from '../../scenarios/harness/definition/app.js';
import type { RunOptions } from '../../scenarios/harness/definition/api.js';
import type { RunResult } from '../../scenarios/harness/result/run-result.js';
import type { Scenario } from '../../scenarios/harness/definition/scenario.js';
import {
  checkFolder,
  howToReplay,
  isKnownToCommandLine,
  keepCapsule,
  ScenarioFailed,
  whyOf,
} from './failure.js';

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
  const kept = capsules === false ? null : keepCapsule(result, capsules);
  const lines = [
    `${result.scenario} ${result.countsAs}${untested(idle)} (variant ${result.variant}, seed ${String(result.seed)})`,
    ...whyOf(result),
    ...idle,
    ...(kept?.problem === undefined ? [] : [`no capsule was written: ${kept.problem}`]),
    howToReplay(result, kept?.file ?? null, !isOwn || (await isKnownToCommandLine(result, options))),
  ];
  const message = lines.join('\n');
  if (tells) process.stderr.write(`${message.split('\n').map(withoutControls).join('\n')}\n`);
  throw new ScenarioFailed(result, kept?.file ?? null, message);
}

function untested({ length }: readonly string[]): string {
  if (length === 0) return '';
  return `, but ${length === 1 ? 'a fault' : `${String(length)} faults`} had no effect`;
}
