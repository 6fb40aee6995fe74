/**
 * Runs variants under identical faults: those of the first one's run, with nodes for roles and times for
 * marks, which would turn out differently in code that behaves differently.
 */
import type { Side } from '../../../scenarios/harness/compare/sides.js';
import { assert } from '../../../sim/checks/assert.js';
import type { EventStretch, RunOptions } from '../../../scenarios/harness/definition/api.js';
import type { ScenarioLayer } from '../../../scenarios/layer.js';
import { withFaultsFile } from '../../../scenarios/harness/result/replay-line.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { unreadByAll } from '../../../scenarios/harness/result/unread.js';
import {
  differingStretch,
  firstDifferingEvent,
  asNondeterministic,
} from '../../../scenarios/harness/result/difference.js';
import { makeFolder, writeWholeFile } from './files.js';

/** Where schedules are kept that a replay line needs; not in the repository. */
const FOLDER = 'out';

export interface SameFaultsRun {
  /** In the order of the variants. */
  readonly runs: readonly RunResult[];
  /** Writes the schedule to where the replay lines of those runs expect it; nothing if they name none. */
  keepSchedule(runs: readonly RunResult[]): void;
}

export interface SameFaultsOptions extends Omit<RunOptions, 'variant'> {
  /** The file that `faults` came from. */
  readonly faultsFile?: string;
}

/** `onRun` is told of each run as it begins. */
export async function runUnderSameFaults(
  layer: ScenarioLayer,
  scenario: string,
  variants: readonly (string | Side)[],
  { faultsFile, ...options }: SameFaultsOptions,
  onRun: (variant: string) => void = () => undefined,
): Promise<SameFaultsRun> {
  const runs: RunResult[] = [];
  let faults = options.faults;
  for (const side of variants.map(sideOf)) {
    onRun(side.name);
    const given = faults === undefined ? {} : { faults };
    const run = await layer.runScenario(scenario, { ...options, ...given, ...optionsOf(side, options.set) });
    faults ??= run.schedule;
    runs.push(run);
  }
  const [first] = runs;
  if (options.faults !== undefined) {
    const named = faultsFile === undefined ? runs : runs.map((run) => withFaultsFile(run, faultsFile));
    return { runs: named, keepSchedule: () => undefined };
  }
  if (first === undefined || runs.length === 1) return { runs, keepSchedule: () => undefined };
  // The first one once more, so that the figures that are compared come from identical schedules.
  const { schedule } = first;
  const [base] = variants.map(sideOf);
  assert(base !== undefined, 'there is a first side, since it has run');
  const again = await layer.runScenario(scenario, {
    ...options,
    ...optionsOf(base, options.set),
    faults: schedule,
  });
  // Its hash in the name: a line that was printed before still finds what it was printed for.
  const file = `${FOLDER}/${scenario}-${options.seed}-${again.scheduleHash}.faults.json`;
  const others = runs.slice(1).map((run) => withFaultsFile(run, file));
  // What the scenario's own schedule was made of has been read there, and there alone.
  const unread = unreadByAll([first, again]);
  const compared =
    again.hash === first.hash
      ? { ...again, unread, replay: first.replay }
      : { ...withFaultsFile(again, file), unread };
  return {
    runs: [compared, ...others],
    keepSchedule: (kept) => {
      if (!kept.some(({ replay }) => replay.endsWith(file))) return;
      makeFolder(FOLDER);
      writeWholeFile(file, `${JSON.stringify(schedule, null, 2)}\n`);
    },
  };
}

/** A preset as it is. */
function sideOf(side: string | Side): Side {
  return typeof side === 'string' ? { name: side, preset: side, set: {} } : side;
}

/** What a side runs with: its settings win over those of all. */
export function optionsOf(
  { preset, set }: Side,
  ofAll: RunOptions['set'] = {},
): Required<Pick<RunOptions, 'set'>> & { readonly variant: string } {
  return { variant: preset, set: { ...ofAll, ...set } };
}

/** Runs it, with a log of the events of that stretch if one is given. */
export type RunOnce = (logEvents: EventStretch | null) => Promise<RunResult>;

/** The first run, if the second was the same event by event. */
export async function runTwice(runOnce: RunOnce): Promise<RunResult> {
  const first = await runOnce(null);
  const second = await runOnce(null);
  if (first.hash === second.hash) return first;
  const stretch = differingStretch(first, second);
  return asNondeterministic(first, {
    firstHash: first.hash,
    secondHash: second.hash,
    stretch,
    event: stretch === null ? null : await differingEvent(runOnce, stretch),
  });
}

/** Two more runs, with a log: they most often differ again, though not always at the same event. */
async function differingEvent(
  runOnce: RunOnce,
  stretch: EventStretch,
): Promise<ReturnType<typeof firstDifferingEvent>> {
  const first = await runOnce(stretch);
  const second = await runOnce(stretch);
  return firstDifferingEvent(first.evidence.eventLog, second.evidence.eventLog, stretch.fromEvent);
}
