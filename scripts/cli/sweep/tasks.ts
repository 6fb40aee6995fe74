/** What a sweep runs, and the command that says so. Nothing runs unless all of it can be planned. */
import { SWARM } from '../../../scenarios/harness/definition/swarming.js';
import type { RunResult } from '../../../scenarios/harness/result/run-result.js';
import { commandLine, expectWords, settingWords } from '../../../scenarios/harness/result/replay-line.js';
import { parseAssignments } from '../../../scenarios/harness/settings/assignments.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import type { UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import { TRIES_DEFAULT, TRIES_MAX } from '../../../scenarios/swarm/guided.js';
import { parseSymptom } from '../../../scenarios/shrink/symptom/symptom.js';
import type { SwarmOptions } from '../../../scenarios/swarm/swarm.js';
import type { CommandContext } from '../support/io.js';
import { parseCount, parseExpectations, parseSeeds } from '../support/options.js';
import type { SeedTask, SwarmTask } from './task.js';

/** Of a swarm, wherever one can be asked for. */
export interface SwarmCommandOptions {
  readonly only?: readonly string[];
  readonly unbounded?: boolean;
  /** Of `sweep`: how many runs more for each seed; true: as many as by default. */
  readonly guided?: string | true;
}

/** What changes a run; the rest of a sweep's options says where, and how many at once. */
export interface TaskOptions extends SwarmCommandOptions {
  readonly seeds?: string;
  readonly set: readonly string[];
  readonly expect: readonly string[];
  readonly variant?: string;
  readonly symptom?: string;
}

export interface SweepPlan {
  /** In words. */
  readonly subject: string;
  /** Those that run; of a swarm it shows when they have. */
  readonly scenarios: readonly string[];
  readonly tasks: readonly SeedTask[];
  /** Runs the same again, one that is typed in other words too. */
  readonly command: string;
}

/** `subject`: a scenario, `swarm`, or undefined: every scenario. */
export function planSweep(
  subject: string | undefined,
  options: TaskOptions,
  context: CommandContext,
): SweepPlan {
  if (options.seeds === undefined)
    throw new UsageError(
      'sweep needs --seeds, such as --seeds 1..1000, or merge and the folders of its shards',
    );
  const asked = { ...options, seeds: options.seeds };
  const plan = planOf(subject, asked, context);
  if (options.symptom === undefined) return plan;
  const symptom = parseSymptom(
    options.symptom,
    context.layer.listInvariants().map(({ name }) => name),
  );
  const sought = { words: options.symptom, symptom };
  return { ...plan, tasks: plan.tasks.map((task) => ({ ...task, sought })) };
}

function planOf(subject: string | undefined, asked: WithSeeds, context: CommandContext): SweepPlan {
  if (subject === SWARM) return planOfSwarm(asked, context);
  refuseSwarmOptions(asked);
  return planOfScenarios(subject, asked, context);
}

type WithSeeds = TaskOptions & { readonly seeds: string };

function planOfScenarios(
  subject: string | undefined,
  options: WithSeeds,
  { layer, layerSource }: CommandContext,
): SweepPlan {
  const seeds = parseSeeds(options.seeds);
  const all = layer.listScenarios();
  const set = parseAssignments(options.set, subject ?? null, all);
  const expects = parseExpectations(options.expect);
  const shared = { set, expects, ...(options.variant === undefined ? {} : { variant: options.variant }) };
  const scenarios = subject === undefined ? all.map(({ name }) => name) : [subject];
  for (const name of scenarios) layer.planScenario(name, { ...shared, seed: seeds[0] ?? 0 });
  const runs = scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed })));
  return {
    subject: scenarios.join(', '),
    scenarios,
    tasks: runs.map((run, place) => ({ type: 'scenario', ...shared, ...run, place, layerSource })),
    command: commandOf(subject === undefined ? [] : [subject], options, set, []),
  };
}

function planOfSwarm(options: WithSeeds, { layer, layerSource }: CommandContext): SweepPlan {
  const seeds = parseSeeds(options.seeds);
  const swarm = swarmOptionsOf(options, layer.listScenarios());
  layer.planSwarm(seeds[0] ?? 0, swarm);
  const { mode = 'bounded', scenarios: only = [], set = {} } = swarm;
  const tries = triesOf(options.guided);
  const words = [
    ...only.flatMap((name) => ['--only', name]),
    ...(tries === null ? [] : ['--guided', String(tries)]),
  ];
  const search = tries === null ? '' : `, a guided search of ${tries} runs more for each seed`;
  return {
    subject: `${mode === 'bounded' ? 'a' : 'an'} ${mode} swarm${only.length === 0 ? '' : ` of ${only.join(', ')}`}${search}`,
    scenarios: [],
    tasks: seeds.map((seed, place) => ({ type: 'swarm', seed, swarm, tries, place, layerSource })),
    command: commandOf([SWARM], options, set, [...(mode === 'bounded' ? [] : [`--${mode}`]), ...words]),
  };
}

function triesOf(guided: SwarmCommandOptions['guided']): number | null {
  if (guided === undefined) return null;
  return guided === true ? TRIES_DEFAULT : parseCount('--guided', guided, TRIES_MAX);
}

/** Throws a `UsageError` for settings that cannot be read. */
export function swarmOptionsOf(
  {
    only = [],
    unbounded = false,
    variant,
    set,
    expect,
  }: SwarmCommandOptions & Pick<TaskOptions, 'variant' | 'set' | 'expect'>,
  scenarios: Parameters<typeof parseAssignments>[2],
): SwarmOptions {
  return {
    mode: unbounded ? 'unbounded' : 'bounded',
    set: parseAssignments(set, null, scenarios),
    expects: parseExpectations(expect),
    ...(only.length === 0 ? {} : { scenarios: only }),
    ...(variant === undefined ? {} : { variant }),
  };
}

/** Most settings of a swarm's run are drawn: which of those came to nothing nobody asks. */
export function asAskedOfSwarm(result: RunResult, task: ReplayedSwarm): RunResult {
  const { set = {} } = task.swarm;
  const unread = result.unread.filter((name) => Object.hasOwn(set, name));
  return { ...result, replay: replayOfSwarm(task), unread };
}

type ReplayedSwarm = Omit<SwarmTask, 'type' | 'place' | 'layerSource'>;

/** Draws the same seed again: its faults need no file. */
export function replayOfSwarm({
  seed,
  swarm: { mode = 'bounded', scenarios = [], variant, set = {}, expects = [] },
  tries,
  sought,
}: ReplayedSwarm): string {
  const what =
    tries === null ? ['run', SWARM, '--seed'] : ['sweep', SWARM, '--guided', String(tries), '--seeds'];
  return commandLine([
    ...what,
    String(seed),
    ...(mode === 'bounded' ? [] : [`--${mode}`]),
    ...scenarios.flatMap((name) => ['--only', name]),
    ...(variant === undefined ? [] : ['--variant', variant]),
    ...settingWords(set),
    ...expectWords(expects),
    // It ends the search of a seed; a single run has no such option.
    ...(tries === null || sought === undefined ? [] : ['--symptom', sought.words]),
  ]);
}

/** They would do nothing, and nobody would see that. */
export function refuseSwarmOptions({ only = [], unbounded = false, guided }: SwarmCommandOptions): void {
  const asked = [
    ...(only.length === 0 ? [] : ['--only']),
    ...(unbounded ? ['--unbounded'] : []),
    ...(guided === undefined ? [] : ['--guided']),
  ];
  if (asked.length > 0) throw new UsageError(`${asked.join(' and ')}: for ${SWARM} in place of a scenario`);
}

function commandOf(
  subject: readonly string[],
  options: WithSeeds,
  set: UncheckedSettings,
  more: readonly string[],
): string {
  const variant = options.variant === undefined ? [] : ['--variant', options.variant];
  const expects = expectWords(parseExpectations(options.expect));
  const symptom = options.symptom === undefined ? [] : ['--symptom', options.symptom];
  const rest = [...more, ...variant, ...settingWords(set), ...expects, ...symptom];
  return commandLine(['sweep', ...subject, '--seeds', options.seeds, ...rest]);
}
