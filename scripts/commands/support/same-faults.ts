/**
 * Runs variants under the identical faults: those of the first one's run as they fell there, with nodes for roles and times for marks.
 * The schedule of a scenario may name a role or a mark, and those turn out differently in code that behaves differently.
 */
import type { RunOptions, ScenarioLayer } from '../../../scenarios/api.js';
import { replayLine } from '../../../scenarios/result/replay-line.js';
import type { RunResult } from '../../../scenarios/result/run-result.js';
import { makeFolder, writeWholeFile } from './files.js';

/** Where schedules are kept that a replay line needs; not in the repository. */
const FOLDER = 'out';

export interface SameFaultsRun {
  /** In the order of the variants. */
  readonly runs: readonly RunResult[];
  /** Writes the schedule to where the replay lines of all but the first expect it; nothing if they need none. */
  keepSchedule(): void;
}

/** `onRun` is told of each run as it begins. */
export async function runUnderSameFaults(
  layer: ScenarioLayer,
  scenario: string,
  variants: readonly string[],
  options: Omit<RunOptions, 'variant'>,
  onRun: (variant: string) => void = () => undefined,
): Promise<SameFaultsRun> {
  const runs: RunResult[] = [];
  let faults = options.faults;
  for (const variant of variants) {
    onRun(variant);
    const given = faults === undefined ? {} : { faults };
    const run = await layer.runScenario(scenario, { ...options, ...given, variant });
    faults ??= run.schedule;
    runs.push(run);
  }
  const [first] = runs;
  if (first === undefined || runs.length === 1 || options.faults !== undefined) {
    return { runs, keepSchedule: () => undefined };
  }
  // The first one once more, under what the others met: the figures that are compared come from identical schedules.
  const again = await layer.runScenario(scenario, {
    ...options,
    variant: first.variant,
    faults: first.schedule,
  });
  const file = `${FOLDER}/${scenario}-${String(options.seed)}.faults.json`;
  const others = runs.slice(1).map((run) => ({ ...run, replay: replayOf(run, options, file) }));
  const replay = again.hash === first.hash ? first.replay : replayOf(again, options, file);
  return {
    runs: [{ ...again, replay }, ...others],
    keepSchedule: () => {
      makeFolder(FOLDER);
      writeWholeFile(file, `${JSON.stringify(first.schedule, null, 2)}\n`);
    },
  };
}

function replayOf(
  { scenario, seed, variant }: RunResult,
  { set }: Omit<RunOptions, 'variant'>,
  file: string,
): string {
  return replayLine({ scenario, seed, variant, set: set ?? {}, faultsFile: file });
}
