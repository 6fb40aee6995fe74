/**
 * From what was asked for to a run that is fully decided. Whatever is wrong with it is a `UsageError`, and nothing has run then.
 */
import { presets, type Variant } from '../../../broker-core/historic/presets.js';
import { isRole, type FaultEntry, type FaultSchedule } from '../../../sim/faults/entry.js';
import { parseSchedule } from '../../../sim/faults/parse.js';
import { createRandomSource, SEED_MAX } from '../../../sim/random/random.js';
import type { RunOptions } from '../api.js';
import { catalog } from '../../catalog/catalog.js';
import { COMMANDS } from '../cluster/cluster.js';
import { brokerNames, clientNames } from '../cluster/from-settings.js';
import { vocabularies } from '../cluster/vocabularies.js';
import type { Scenario } from '../scenario.js';
import { checkOptions } from './check-options.js';
import { trackReads, type TrackedSettings } from '../settings/reads.js';
import { resolveSettings, type ResolvedSettings } from '../settings/resolve.js';
import type { Settings } from '../settings/table.js';
import { unknownName } from '../settings/unknown-name.js';
import { UsageError } from '../settings/usage-error.js';

/** A run that is fully decided: nothing in it is open but its outcome. */
export interface PreparedRun {
  readonly scenario: Scenario;
  readonly variant: Variant;
  readonly resolved: ResolvedSettings;
  /** The settings to run with: they tell which knobs the run reads. */
  readonly tracked: TrackedSettings;
  readonly schedule: FaultSchedule;
  readonly options: RunOptions;
}

/** Finds scenario and variant, resolves the settings, and makes or checks the schedule. */
export function prepareRun(wanted: string | Scenario, options: RunOptions): PreparedRun {
  checkOptions(options);
  checkSeed(options.seed);
  const scenario = typeof wanted === 'string' ? named('scenario', catalog, wanted) : wanted;
  const wantedVariant = options.variant ?? scenario.variant;
  const set =
    options.variant === undefined ? { ...scenario.variantSettings, ...options.set } : (options.set ?? {});
  const variant =
    typeof wantedVariant === 'string' ? named('variant', presets, wantedVariant) : wantedVariant;
  const resolved = resolveSettings({
    scenario: scenario.settings,
    variant: variant.settings,
    set,
  });
  checkNodes(scenario, resolved.settings);
  const tracked = trackReads(resolved.settings, resolved.replaced);
  const schedule = checkedSchedule(
    options.faults === undefined
      ? (scenario.faults?.(tracked.settings, drawFor(options.seed)) ?? [])
      : options.faults,
    resolved.settings,
  );
  return { scenario, variant, resolved, tracked, schedule, options: { ...options, set } };
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

function named<T extends { readonly name: string }>(what: string, all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  throw new UsageError(unknownName(what, name, names));
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

type Command = Extract<FaultEntry, { readonly type: 'command' }>;

function checkCommand({ id, name, target, args }: Command, brokers: readonly string[]): void {
  if (!COMMANDS.includes(name))
    throw new UsageError(`entry "${id}": ${unknownName('command', name, COMMANDS)}`);
  const stranger = [target].flat().find((node) => !isRole(node) && !brokers.includes(node));
  if (stranger !== undefined)
    throw new UsageError(
      `entry "${id}": the command ${name} is for brokers: ${brokers.join(', ')}; not for ${stranger}`,
    );
  if (args !== undefined && Object.keys(args).length > 0) {
    throw new UsageError(`entry "${id}": the command ${name} takes no args`);
  }
}

function checkedSchedule(given: unknown, settings: Settings): FaultSchedule {
  const { producers, consumers } = clientNames(settings);
  const nodes = [...brokerNames(settings), ...producers, ...consumers];
  const brokers = brokerNames(settings);
  const parsed = parseSchedule(given, { nodes, ...vocabularies(settings) });
  if (!parsed.ok) throw new UsageError(...parsed.errors);
  for (const entry of parsed.schedule) {
    if (entry.type === 'command') checkCommand(entry, brokers);
    checkBeginning(entry, settings);
  }
  return parsed.schedule;
}
