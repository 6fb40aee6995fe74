/** Cases of a scenario as a swarm draws them, and as fast-check makes them smaller. */
import type { Arbitrary } from 'fast-check';
import type { Variant } from '../../../broker-core/historic/presets.js';
import type { App } from '../../../scenarios/harness/definition/app.js';
import { isApp } from '../../../scenarios/harness/definition/registry.js';
import type { Scenario } from '../../../scenarios/harness/definition/scenario.js';
import type { GivenSettings, UncheckedSettings } from '../../../scenarios/harness/settings/table.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { madeOfSeed } from '../../../scenarios/swarm/choices.js';
import type { Draws } from '../../../scenarios/swarm/draws.js';
import { drawPlan, type DrawOptions } from '../../../scenarios/swarm/swarm.js';
import type { SwarmMode } from '../../../scenarios/swarm/stages.js';
import { layer } from '../../../scenarios/index.js';
import type { FaultSchedule, FaultType } from '../../../sim/faults/entry.js';
import { isFaultType, FAULT_TYPES } from '../../../sim/faults/verbs.js';
import { unknownName } from '../../../scenarios/harness/settings/unknown-name.js';
import { drawn } from './drawn.js';
import { fc } from './load.js';
import { subjectOf, type Subject } from './subject.js';

/** One run, as data: what `runScenario` takes. */
export interface StallgrindCase {
  /** Name of the scenario, or of the system. */
  readonly scenario: string;
  readonly variant: string;
  /**
   * All luck of the run: delays, losses, election time-outs. A case that is made smaller keeps it, and a fault
   * that is cut leaves the luck of all others alone.
   */
  readonly seed: number;
  /** Knobs that are set, with the units that `list knobs` names. */
  readonly set: GivenSettings;
  /** Times in milliseconds since the run began. */
  readonly faults: FaultSchedule;
  /** What counts as passed besides what scenario and variant declare. */
  readonly expects: readonly string[];
}

/** What {@link casesOf} may draw. */
export interface CaseOptions {
  /** Default: `reference`; of a system its first. */
  readonly variant?: string | Variant;
  /**
   * `bounded`: only faults that a sound design survives, never more copies of one thing harmed than it
   * tolerates, so whatever fails is a bug. `unbounded`: any disk may lose what it had, and a run may stall.
   * Default: `bounded`.
   */
  readonly mode?: SwarmMode;
  /** Settings of every case; nothing drawn takes their place. Default: none. */
  readonly set?: UncheckedSettings;
  /**
   * `drawn`: knobs as a swarm draws them; of a system those that its `swarm.knobs` names. `fixed`: none but
   * those of `set`. An arbitrary of settings, such as {@link settingsOf} gives: those, and no others. Default:
   * `drawn`.
   */
  readonly settings?: 'drawn' | 'fixed' | Arbitrary<UncheckedSettings>;
  /**
   * `drawn`: up to 14 faults, of the types that the scenario stands (`swarm.faults`). A list: of these types
   * only. `own`: the scenario's own schedule. `none`: no fault. An arbitrary of schedules, such as {@link
   * faultSchedules} gives: those. Default: `drawn`.
   */
  readonly faults?: 'drawn' | 'own' | 'none' | readonly FaultType[] | Arbitrary<FaultSchedule>;
}

/** What other arbitraries draw for a case. */
interface Given {
  readonly set: UncheckedSettings;
  /** Null: they are drawn here. */
  readonly faults: FaultSchedule | null;
}

/**
 * Cases of a scenario, by its name or as an object, or of a system of your own. They shrink to fewer faults,
 * knobs back at their defaults, smaller clusters and loads, rounder and shorter times.
 *
 * Throws a `UsageError`: for a name, a variant, a knob or a type of fault that there is not, a value outside
 * its range, and for a system that says of no fault that it stands it.
 */
export function casesOf(
  scenario: string | Scenario | App,
  options: CaseOptions = {},
): Arbitrary<StallgrindCase> {
  const subject = subjectOf(scenario, options.variant);
  const { settings = 'drawn', faults = 'drawn', mode = 'bounded', set = {} } = options;
  const types = typesOf(subject, faults);
  const given = fc.record<Given>({
    set: typeof settings === 'string' ? fc.constant({}) : settings,
    faults: isArbitrary(faults) ? faults : fc.constant(faults === 'none' ? [] : null),
  });
  const make = (draws: Draws, seed: number, other: Given): StallgrindCase => {
    const asked: DrawOptions = {
      mode,
      scenarios: [subject.scenario.name],
      variant: subject.variant.name,
      set: { ...other.set, ...set },
      drawsKnobs: settings === 'drawn',
      types: other.faults === null ? types : [],
    };
    const { run } = drawPlan(draws, seed, asked, subject.registry);
    const made = { ...run, faults: other.faults ?? run.faults };
    if (faults !== 'own') return made;
    const { schedule } = layer.planScenario(subject.scenario, {
      seed,
      set: made.set,
      variant: typeof options.variant === 'object' ? options.variant : made.variant,
    });
    return { ...made, faults: schedule };
  };
  // What is misspelt is told here, and not by the first case.
  if (typeof settings === 'string') madeOfSeed(0, (draws) => make(draws, 0, { set: {}, faults: null }));
  return drawn(given, make);
}

function isArbitrary(faults: CaseOptions['faults']): faults is Arbitrary<FaultSchedule> {
  return typeof faults === 'object' && 'generate' in faults;
}

/** Null: all that the scenario stands. */
function typesOf(
  { scenario }: Subject,
  faults: NonNullable<CaseOptions['faults']>,
): readonly FaultType[] | null {
  const stands = scenario.swarm?.faults ?? (isApp(scenario) ? [] : FAULT_TYPES.filter(isFaultType));
  if (Array.isArray(faults)) {
    const wanted = faults as readonly FaultType[];
    for (const type of wanted as readonly string[])
      if (!isFaultType(type)) throw new UsageError(unknownName('type of fault', type, FAULT_TYPES));
    const refused = wanted.find((type) => !stands.includes(type));
    if (refused !== undefined)
      throw new UsageError(
        `${scenario.name} does not say that it stands ${refused}; ${stands.length === 0 ? 'it names no faults' : `it names ${stands.join(', ')}`} in swarm: { faults: […] }`,
      );
    return wanted;
  }
  if (faults !== 'drawn') return faults === 'own' ? [] : null;
  if (stands.length > 0) return null;
  throw new UsageError(
    `${scenario.name} names no faults that it stands, so none would be drawn; give it swarm: { faults: ['crash', 'partition', …] }, or ask for faults: 'own' or 'none'`,
  );
}
