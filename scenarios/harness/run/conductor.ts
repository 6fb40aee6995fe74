/** A run from its beginning to its end, whatever the system is. */
import type { NodeId } from '../../../broker-core/env.js';
import type { FaultOptions, World, WorldOptions } from '../../../sim/world/world.js';
import type { RunOptions } from '../definition/api.js';
import type { ScenarioNames } from '../result/names.js';
import type { RawEnd, RawViolation } from '../result/raw-run.js';
import type { TrackedSettings } from '../settings/reads.js';
import type { Seen } from './impossible.js';

/** What a conductor makes its world with. */
export interface Surroundings {
  readonly tracked: TrackedSettings;
  readonly world: Omit<WorldOptions, 'network'>;
  readonly onViolation: RunOptions['onViolation'];
}

export interface Conductor {
  readonly world: World<ScenarioNames>;
  /** What roles and commands of a schedule mean. */
  readonly faults: Required<Pick<FaultOptions, 'resolveTarget' | 'runCommand'>> &
    Pick<FaultOptions, 'resolvePath' | 'onStrike'>;
  /** Of a cluster: the topics and groups that there were at any time; null where nobody can say. */
  readonly seen: Seen | null;
  readonly violations: readonly RawViolation[];
  /** By invariant, how often it had something to judge. */
  readonly judged: Readonly<Record<string, number>>;
  /** An assertion of the program under test has failed. */
  readonly onAssertion: (error: Error) => void;
  /** Called when all processes have been started: conducts the run, and stops the kernel at its end. */
  begin(): void;
  /** The run did not come to its end: judges what needs no rest. */
  judgeUnfinished(): void;
  /** What it stalled on; null if it came to its end. */
  readonly stall: RawEnd | null;
}

export function noProgress(detail: string): RawEnd {
  return { type: 'stalled', reason: 'no-progress', detail };
}

/** Ends all faults; what is down starts again, what is paused goes on. */
export function healAll(world: World, nodeIds: readonly NodeId[]): void {
  world.faults?.healAll();
  // At rest is judged at one moment: a heartbeat that may be lost at any time would be missing at some.
  world.network.controls.calm();
  for (const nodeId of nodeIds) {
    const node = world.node(nodeId);
    node.resume();
    node.restart();
  }
}
