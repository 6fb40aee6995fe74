/**
 * A system of somebody's own on the simulator: not the broker, but with the same command line, faults,
 * reports, traces, capsules and replays.
 */
import type { NodeId } from '../../../broker-core/env.js';
import type { FaultSchedule } from '../../../sim/faults/entry.js';
import type { NodeOptions } from '../../../sim/world/node.js';
import type { DeclaredSometimes, SayingSometimes } from '../../../sim/world/sometimes.js';
import type { Knobs, NoKnobs } from '../settings/areas/knob.js';
import type { Settings, SettingsWith } from '../settings/table.js';
import type { Swarming } from './swarming.js';

/** What one run of a system is given. */
export interface AppContext<
  Read extends Settings = Settings,
  InvariantName extends string = string,
> extends SayingSometimes {
  readonly settings: Read;
  /** Virtual time since the run began, microseconds. */
  readonly nowUs: () => number;
  /** Reports a violation: names the nodes, and the two values that disagree. */
  readonly violate: (invariant: InvariantName, detail: string) => void;
  /** Says that something was there to be judged by this invariant: one that never says so may be blind. */
  readonly judged: (invariant: InvariantName) => void;
}

/** For a plan, in which nothing runs: there is nothing to say. */
export function contextOfPlan(settings: Settings): AppContext {
  const nothing = (): void => undefined;
  return {
    settings,
    nowUs: () => 0,
    violate: nothing,
    judged: nothing,
    reached: nothing,
    sometimes: nothing,
  };
}

/** The system of one run. Only what is in it may be changed by the run: another run gets another. */
export interface AppSystem {
  /** Servers and clients; disk and workers default to the knobs. `operator` is the harness's own name. */
  readonly nodes: readonly NodeOptions[];
  /** Roles that a schedule may name, with a space (`leader of kv`), and who is in them. Default: none. */
  readonly roles?: Readonly<Record<string, () => readonly NodeId[]>>;
  /** Commands of a schedule; true if it took effect. Default: none. */
  readonly commands?: Readonly<Record<string, (nodeId: NodeId) => boolean>>;
  /** Whether the load has been answered: faults end then. Default: never; it ends at `run.untilMs`. */
  readonly isDone?: () => boolean;
  /** Whether it rests after the faults; not within `run.settleMs`: it has stalled. Default: at once. */
  readonly isAtRest?: () => boolean;
  /** The last look, when it is at rest or the time for it is over. Default: none. */
  readonly atEnd?: () => void;
}

/** Settings under a name, to compare. */
export interface AppVariant<Read extends Settings = Settings> {
  readonly name: string;
  readonly summary: string;
  readonly settings: Partial<Read>;
  /** As {@link App.expects}, of this variant. Default: none. */
  readonly expects?: readonly string[];
}

/** `Read`: what its functions find in their settings; more than the common knobs where it has its own. */
export interface App<
  Read extends Settings = Settings,
  Own extends Knobs = Knobs,
  InvariantName extends string = string,
> {
  /** Lower-case letters, digits and dashes. */
  readonly name: string;
  readonly doc: string;
  /** Where it is described. Default: none. */
  readonly source?: string;
  /** Default: one, `default`, that sets nothing. The first is the one that runs when none is asked for. */
  readonly variants?: readonly [AppVariant<Read>, ...AppVariant<Read>[]];
  /** Knobs that no other run has; none may have the name of a common one. Default: none. */
  readonly knobs?: Own;
  /** Knobs that it sets itself. Default: none. */
  readonly settings?: Partial<Read>;
  /** What `violate` may name, and what it says. */
  readonly invariants: Readonly<Record<InvariantName, string>>;
  /** What `reached` and `sometimes` may name, and what it says. Default: none. */
  readonly sometimes?: DeclaredSometimes;
  /** Invariants that it is known to violate, or `stalled`: such a run counts as passed. Default: none. */
  readonly expects?: readonly string[];
  /** The faults, made before the run; none by default. `draw`: numbers in [0, 1) by name and seed. */
  readonly faults?: (settings: Read, draw: (name: string) => number) => FaultSchedule;
  /** What a swarm may do with it. Default: it is in none. */
  readonly swarm?: Swarming;
  /** Makes the system for one run; called for a plan too, so it starts nothing by itself. */
  readonly system: (context: AppContext<Read, InvariantName>) => AppSystem;
}

/** An app whose functions are given its own knobs. */
export type AppWith<Own extends Knobs, InvariantName extends string> = App<
  SettingsWith<NoInfer<Own>>,
  Own,
  InvariantName
>;

/** An app with knobs of its own, as it is listed and run. */
export function appWithKnobs<InvariantName extends string, Own extends Knobs = NoKnobs>(
  app: AppWith<Own, InvariantName>,
): App {
  // As `withKnobs` of a scenario.
  return app as App;
}

const PLAIN: AppVariant = { name: 'default', summary: 'with the settings of its own', settings: {} };

export function variantsOf({ variants }: App): readonly [AppVariant, ...AppVariant[]] {
  return variants ?? [PLAIN];
}
