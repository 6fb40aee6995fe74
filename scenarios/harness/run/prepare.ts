/** From what was asked for to a run that is fully decided. All that is wrong is a `UsageError`. */
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { ScheduleContext } from '../../../sim/faults/checks.js';
import { isRole, type FaultEntry, type FaultSchedule } from '../../../sim/faults/entry.js';
import { parseSchedule } from '../../../sim/faults/parse.js';
import { createRandomSource, SEED_MAX } from '../../../sim/random/random.js';
import type { RunOptions } from '../definition/api.js';
import { contextOfPlan, variantsOf, type App } from '../definition/app.js';
import { COMMANDS, OPERATOR } from '../cluster/cluster.js';
import { brokerNames, clientNames } from '../cluster/from-settings.js';
import { vocabularies } from '../cluster/vocabularies.js';
import { isApp, type Registry } from '../definition/registry.js';
import type { Scenario } from '../definition/scenario.js';
import { checkOptions } from './check-options.js';
import type { Invariant, Scout } from '../definition/invariant.js';
import { refuseImpossible } from './impossible.js';
import { ofUser } from './user-code.js';
import { trackReads, type TrackedSettings } from '../settings/reads.js';
import { resolveSettings, type ResolvedSettings } from '../settings/resolve.js';
import type { Settings, UncheckedSettings } from '../settings/table.js';
import { named, unknownName } from '../settings/unknown-name.js';
import { NOTHING, STALLED } from '../result/expected.js';
import { UsageError } from '../settings/usage-error.js';

/** What runs: a broker under a scenario's load, or a system of somebody's own. */
type Subject = BrokerSubject | { readonly type: 'app'; readonly app: App };

export interface BrokerSubject {
  readonly type: 'broker';
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly invariants: readonly Invariant[];
  readonly scouts: readonly Scout[];
}

/** A run that is fully decided: nothing in it is open but its outcome. */
export interface PreparedRun {
  readonly subject: Subject;
  readonly scenario: string;
  readonly variant: string;
  readonly resolved: ResolvedSettings;
  /** The settings to run with: they tell which knobs the run reads. */
  readonly tracked: TrackedSettings;
  readonly schedule: FaultSchedule;
  /** Every node that a schedule may name. */
  readonly nodes: readonly string[];
  /** What scenario, variant and options expect, each once. */
  readonly expects: readonly string[];
  readonly options: RunOptions;
}

/** Finds scenario and variant, resolves the settings, and makes or checks the schedule. */
export function prepareRun(
  registry: Registry,
  wanted: string | Scenario | App,
  options: RunOptions,
): PreparedRun {
  checkOptions(options);
  checkSeed(options.seed);
  const scenario = typeof wanted === 'string' ? named('scenario', registry.scenarios, wanted) : wanted;
  const { subject, variant, set } = isApp(scenario)
    ? subjectOfApp(scenario, options)
    : subjectOfScenario(registry, scenario, options);
  const layers = { scenario: scenario.settings ?? {}, variant: variant.settings, set };
  const resolved = resolveSettings(layers, scenario, registry.scenarios);
  if (subject.type === 'broker') checkNodes(subject.scenario, resolved.settings);
  const tracked = trackReads(resolved.settings, resolved.replaced);
  const made = (): FaultSchedule => scenario.faults?.(tracked.settings, drawFor(options.seed)) ?? [];
  const { faults = ofUser(() => `${scenario.name}: faults`, made) } = options;
  const context = contextOf(subject, resolved.settings);
  const schedule = checkedSchedule(faults, context);
  if (subject.type === 'broker') {
    for (const entry of schedule) checkBeginning(entry, resolved.settings);
    refuseImpossible(schedule, subject.scenario.topics?.(resolved.settings) ?? []);
  }
  return {
    subject,
    scenario: scenario.name,
    variant: variant.name,
    resolved,
    tracked,
    schedule,
    nodes: context.nodes,
    expects: expectedOf(subject, expectsOf(scenario, variant, options)),
    options: { ...options, set },
  };
}

function expectsOf(
  scenario: Scenario | App,
  variant: Chosen['variant'],
  { expects = [] }: RunOptions,
): readonly string[] {
  if (expects.includes(NOTHING)) return expects.filter((name) => name !== NOTHING);
  return [...declaredOf(scenario, variant), ...expects];
}

/**
 * What a scenario declares is of the variant that it names: another one, such as a mend, may well hold it
 * all.
 */
export function declaredOf(
  scenario: Scenario | App,
  variant: Pick<Chosen['variant'], 'name' | 'expects'>,
): readonly string[] {
  const isOwn = isApp(scenario) || scenario.variant === variant.name;
  return [...(isOwn ? (scenario.expects ?? []) : []), ...(variant.expects ?? [])];
}

/** A slip of the pen would expect nothing, and let a run fail that somebody wanted to pass. */
function expectedOf(subject: Subject, declared: readonly string[]): readonly string[] {
  const held =
    subject.type === 'app' ? Object.keys(subject.app.invariants) : subject.invariants.map(({ name }) => name);
  const names = [...new Set(declared)];
  const stranger = names.find((name) => name !== STALLED && !held.includes(name));
  if (stranger !== undefined)
    throw new UsageError(`expects: ${unknownName('invariant', stranger, [...held, STALLED])}`);
  return names;
}

interface Chosen {
  readonly subject: Subject;
  readonly variant: {
    readonly name: string;
    readonly settings: UncheckedSettings;
    readonly expects?: readonly string[];
  };
  readonly set: UncheckedSettings;
}

function subjectOfScenario(registry: Registry, scenario: Scenario, options: RunOptions): Chosen {
  const wanted = options.variant ?? scenario.variant;
  const variant = typeof wanted === 'string' ? named('variant', registry.variants, wanted) : wanted;
  const invariants = [...registry.invariants, ...(options.invariants ?? [])];
  const own = options.variant === undefined ? scenario.variantSettings : {};
  return {
    subject: { type: 'broker', scenario, variant, invariants, scouts: registry.scouts ?? [] },
    variant,
    set: { ...own, ...options.set },
  };
}

function subjectOfApp(app: App, { variant: wanted, invariants, set = {} }: RunOptions): Chosen {
  const variants = variantsOf(app);
  if (typeof wanted === 'object')
    throw new UsageError(`${app.name} is no broker, so the variant ${wanted.name} is none of it`);
  if (invariants !== undefined)
    throw new UsageError(`${app.name} is no broker, so it has invariants of its own and takes no others`);
  const variant = wanted === undefined ? variants[0] : named(`variant of ${app.name}`, variants, wanted);
  return { subject: { type: 'app', app }, variant, set };
}

function checkSeed(seed: number): void {
  if (Number.isInteger(seed) && seed >= 0 && seed <= SEED_MAX) return;
  throw new UsageError(`seed cannot be ${String(seed)}; it is an integer from 0 to ${String(SEED_MAX)}`);
}

function checkNodes({ name, nodesMin }: Scenario, settings: Settings): void {
  const nodes = settings['cluster.nodes'];
  const least = typeof nodesMin === 'function' ? nodesMin(settings) : (nodesMin ?? 1);
  if (nodes >= least) return;
  throw new UsageError(`${name} needs cluster.nodes of at least ${String(least)}, not ${String(nodes)}`);
}

function drawFor(seed: number): (name: string) => number {
  const random = createRandomSource(seed);
  return (name) => random.keyed(`schedule/${name}`, 0);
}

/** Marks are heard from the beginning of the load on. */
function checkBeginning(entry: FaultEntry, settings: Settings): void {
  if (entry.at === undefined || !('untilMs' in entry) || entry.untilMs === undefined) return;
  const startMs = settings['run.startMs'];
  if (entry.untilMs > startMs) return;
  throw new UsageError(
    `entry "${entry.id}": untilMs is ${entry.untilMs}, and no mark counts before run.startMs, which is ${startMs}: it would never begin`,
  );
}

/** What a schedule may name in a run. */
interface Vocabulary extends ScheduleContext {
  readonly commands: readonly string[];
  /** The nodes that take commands. */
  readonly commanded: readonly string[];
}

function contextOf(subject: Subject, settings: Settings): Vocabulary {
  if (subject.type === 'app') return contextOfApp(subject.app, settings);
  const { producers, consumers } = clientNames(settings);
  const brokers = brokerNames(settings);
  const nodes = [...brokers, ...producers, ...consumers];
  return { nodes, ...vocabularies(settings), commands: COMMANDS, commanded: brokers };
}

/** Any text may be a mark or a channel: what its nodes say is not known before they run. */
function contextOfApp(app: App, settings: Settings): Vocabulary {
  const system = ofUser(
    () => `${app.name}: system`,
    () => app.system(contextOfPlan(settings)),
  );
  const nodes = system.nodes.map(({ nodeId }) => nodeId);
  const twice = nodes.find((nodeId, place) => nodeId === OPERATOR || nodes.indexOf(nodeId) !== place);
  if (twice !== undefined)
    throw new UsageError(
      `${app.name}: ${twice === OPERATOR ? `${OPERATOR} is the harness's own node` : `there are two nodes named ${twice}`}`,
    );
  const roles = Object.keys(system.roles ?? {});
  const wrong = roles.find((role) => !isRole(role));
  if (wrong !== undefined)
    throw new UsageError(
      `${app.name}: a role is a text with a space, such as \`leader of kv\`, not ${JSON.stringify(wrong)}`,
    );
  return {
    nodes,
    roles: { knows: (role) => roles.includes(role), forms: roles },
    commands: Object.keys(system.commands ?? {}),
    commanded: nodes,
  };
}

type Command = Extract<FaultEntry, { readonly type: 'command' }>;

function checkCommand({ id, name, target, args }: Command, { commands, commanded }: Vocabulary): void {
  if (!commands.includes(name))
    throw new UsageError(`entry "${id}": ${unknownName('command', name, commands)}`);
  const stranger = [target].flat().find((node) => !isRole(node) && !commanded.includes(node));
  if (stranger !== undefined)
    throw new UsageError(
      `entry "${id}": the command ${name} is for ${commanded.join(', ')}; not for ${stranger}`,
    );
  if (args !== undefined && Object.keys(args).length > 0) {
    throw new UsageError(`entry "${id}": the command ${name} takes no args`);
  }
}

function checkedSchedule(given: unknown, context: Vocabulary): FaultSchedule {
  const parsed = parseSchedule(given, context);
  if (!parsed.ok) throw new UsageError(...parsed.errors);
  for (const entry of parsed.schedule) if (entry.type === 'command') checkCommand(entry, context);
  return parsed.schedule;
}
