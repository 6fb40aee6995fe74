/**
 * A swarm: each seed is a legal cluster under a legal load, struck by faults. Bounded, they are such as a
 * sound design survives: whatever such a run violates, or stalls on, is a bug: of the broker, of an oracle,
 * or of the swarm. Unbounded, any disk may lose what it had: then only what no disk explains is a bug.
 */
import { presets, type Variant } from '../../broker-core/historic/presets.js';
import type { FaultSchedule, FaultType } from '../../sim/faults/entry.js';
import { catalog } from '../catalog/catalog.js';
import { variantsOf, type App } from '../harness/definition/app.js';
import { isApp, type Registry } from '../harness/definition/registry.js';
import type { Scenario } from '../harness/definition/scenario.js';
import { STALLED } from '../harness/result/expected.js';
import type { GivenSettings, Settings, UncheckedSettings } from '../harness/settings/table.js';
import { named } from '../harness/settings/unknown-name.js';
import { UsageError } from '../harness/settings/usage-error.js';
import { harmless, takesData } from './atlas.js';
import { drawsOf, type Draws } from './draws.js';
import type { Scene } from './patterns.js';
import { confined, drawSchedule, type Stage, upByMs } from './schedule.js';
import { askedSettings, drawAppSettings, drawSettings } from './settings.js';
import { stageOfApp, stageOfBrokers, type SwarmMode } from './stages.js';

/** What a swarm is asked for; a seed draws the rest. */
export interface SwarmOptions {
  /** Default: `bounded`. */
  readonly mode?: SwarmMode;
  /** Names of the scenarios and systems that are drawn from. Default: those with a weight. */
  readonly scenarios?: readonly string[];
  /** Default: `reference`, and of a system its first. */
  readonly variant?: string;
  /** Settings of every run. Default: none. */
  readonly set?: UncheckedSettings;
  /** What counts as passed in every run, as `runScenario` takes it. Default: none. */
  readonly expects?: readonly string[];
}

/** What a property-based test may ask for besides. */
export interface DrawOptions extends SwarmOptions {
  /** False: none but those of `set` are set. Default: true. */
  readonly drawsKnobs?: boolean;
  /** The only types of faults that are drawn; null: all that the scenario stands. Default: null. */
  readonly types?: readonly FaultType[] | null;
}

/** What `runScenario` takes. */
export interface SwarmRun {
  readonly scenario: string;
  readonly seed: number;
  readonly variant: string;
  readonly set: GivenSettings;
  readonly faults: FaultSchedule;
  /** A run whose disks are gone may stall: nothing says that it has to go on. */
  readonly expects: readonly string[];
}

/** What a swarm draws from. */
export type SwarmRegistry = Pick<Registry, 'scenarios' | 'variants'>;

/** How long there are faults: many together, or far apart. */
const ACTIVE_MS = [500, 2000, 6000, 15_000];

/** Of the seeds that have the scenario's own schedule too, which knows no atlas. */
const OWN_FAULTS = 0.25;

export const BUILT_IN: SwarmRegistry = { scenarios: catalog, variants: presets };

/** Throws a `UsageError` for names, settings or a variant that are not there. */
export function swarmRun(seed: number, options?: SwarmOptions, registry?: SwarmRegistry): SwarmRun {
  return swarmPlan(seed, options, registry).run;
}

/** A run, and where further faults may strike it. */
export interface SwarmPlan {
  readonly run: SwarmRun;
  /** Null for a system of somebody's own. */
  readonly scene: Scene | null;
}

export function swarmPlan(
  seed: number,
  options: SwarmOptions = {},
  registry: SwarmRegistry = BUILT_IN,
): SwarmPlan {
  return drawPlan(drawsOf(seed), seed, options, registry);
}

/** The same with draws of whatever source; `seed` is that of the run. */
export function drawPlan(
  draws: Draws,
  seed: number,
  options: DrawOptions,
  registry: SwarmRegistry,
): SwarmPlan {
  const {
    mode = 'bounded',
    set = {},
    variant,
    expects: asked = [],
    drawsKnobs = true,
    types = null,
  } = options;
  const scenario = draws.pick('scenario', poolOf(options, registry));
  const activeMs = draws.pick('active', scenario.swarm?.activeMs ?? ACTIVE_MS);
  const expects = [...(mode === 'bounded' ? [] : [STALLED]), ...asked];
  const how = { mode, activeMs, asked: set, drawsKnobs, types };
  const { scene, ...drawn } = isApp(scenario)
    ? ofApp(draws, scenario, variant, how)
    : ofBrokers(draws, scenario, named('variant', registry.variants, variant ?? 'reference'), how);
  return { run: { scenario: scenario.name, seed, expects, ...drawn }, scene };
}

interface How {
  readonly mode: SwarmMode;
  readonly activeMs: number;
  readonly asked: UncheckedSettings;
  readonly drawsKnobs: boolean;
  readonly types: readonly FaultType[] | null;
}

type Drawn = Pick<SwarmRun, 'variant' | 'set' | 'faults'> & Omit<SwarmPlan, 'run'>;

function ofBrokers(
  draws: Draws,
  scenario: Scenario,
  variant: Variant,
  { mode, activeMs, asked, drawsKnobs, types }: How,
): Drawn {
  const { set, settings } = drawsKnobs
    ? drawSettings(draws, { scenario, variant, activeMs, asked })
    : askedSettings(scenario, variant.settings, asked);
  const stage = only(types, stageOfBrokers(draws, { scenario, settings, activeMs, mode }));
  const drawn = drawSchedule(draws, stage);
  const isBounded = mode === 'bounded';
  const { startMs, waits } = stage;
  // One of its own may begin with the load, and end by a mark that is not made where the cluster is not up.
  const isUpInTime =
    upByMs(scenario, settings) <= startMs && drawn.every(({ atMs = Infinity }) => atMs >= startMs);
  const isOff = !isUpInTime || (isBounded && drawn.some(takesData));
  const hasOwn = types === null && !isOff && draws.chance('own faults', OWN_FAULTS);
  const own = hasOwn ? ownFaults(draws, scenario, settings) : [];
  const faults = [...(isBounded ? own.filter((fault) => !takesData(fault)) : own), ...drawn];
  // Where one disk may be lost, no other broker may be away.
  const cast = isBounded && drawn.some(takesData) ? confined(stage.cast) : stage.cast;
  return {
    variant: variant.name,
    set,
    scene: waits === null ? null : { cast, waits, fromMs: hasOwn ? startMs : 0, untilMs: startMs + activeMs },
    faults: isBounded && !hasOwn ? harmless(faults) : faults,
  };
}

function ofApp(draws: Draws, app: App, asked: string | undefined, how: How): Drawn {
  const variants = variantsOf(app);
  const variant = asked === undefined ? variants[0] : named(`variant of ${app.name}`, variants, asked);
  const { set, settings } = how.drawsKnobs
    ? drawAppSettings(draws, app, variant, how.asked)
    : askedSettings(app, variant.settings, how.asked);
  // Its load ends when it says so, or then.
  const activeMs = Math.max(1, Math.min(how.activeMs, Math.floor(settings['run.untilMs'] / 2)));
  const stage = only(how.types, stageOfApp(draws, { app, settings, activeMs, mode: how.mode }));
  return { variant: variant.name, set, scene: null, faults: drawSchedule(draws, stage) };
}

function only(types: readonly FaultType[] | null, stage: Stage): Stage {
  return types === null ? stage : { ...stage, types: stage.types.filter((type) => types.includes(type)) };
}

/** Each as often as it weighs. */
function poolOf(
  { scenarios: asked, variant }: SwarmOptions,
  { scenarios }: SwarmRegistry,
): readonly (Scenario | App)[] {
  const wanted = asked?.map((name) => named('scenario', scenarios, name)) ?? scenarios;
  const pool = wanted.flatMap((scenario) => {
    const least = asked === undefined ? 0 : 1;
    return Array.from({ length: Math.max(least, weightOf(scenario)) }, () => scenario);
  });
  if (variant === undefined || asked !== undefined) return pool;
  // A preset of the broker is none of other systems.
  return pool.filter((scenario) => !isApp(scenario));
}

function weightOf(scenario: Scenario | App): number {
  const { swarm } = scenario;
  return swarm?.weight ?? (swarm === undefined && isApp(scenario) ? 0 : 1);
}

/** A swarm of nothing would pass. Throws a `UsageError` for one. */
export function checkSwarm(options: SwarmOptions, registry: SwarmRegistry = BUILT_IN): void {
  const pool = poolOf(options, registry);
  if (pool.length === 0) throw new UsageError('nothing is left to draw from: name scenarios to swarm');
  const deaf = pool.find((scenario) => isApp(scenario) && (scenario.swarm?.faults ?? []).length === 0);
  if (deaf !== undefined)
    throw new UsageError(
      `${deaf.name} names no faults that it stands, so a swarm would strike it with none; give it swarm: { faults: ['crash', 'partition', …] }`,
    );
}

/**
 * How many disks may lose what they had depends on the settings, which are not the scenario's: see
 * `atlas.ts`.
 */
function ownFaults(draws: Draws, scenario: Scenario, settings: Settings): FaultSchedule {
  const own = scenario.faults?.(settings, (name) => draws.fraction(`own ${name}`)) ?? [];
  return own.filter(({ id }) => draws.keeps(`own fault ${id}`));
}
