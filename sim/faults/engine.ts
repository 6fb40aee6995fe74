/**
 * Lets a schedule of faults happen: begins and ends entries, counts what they did, says at the end what they
 * were.
 *
 * The resolved schedule gives the same run again: the kernel fires the simulator's own events (`control`, of
 * no life) before all others of their microsecond, and gives them no part in numbering those.
 */
import type { NodeId } from '../../broker-core/door.js';
import type { Scheduler } from '../kernel/types.js';
import { assert } from '../checks/assert.js';
import type { NetworkControls } from '../machine/network/controls.js';
import type { FaultCounter } from '../machine/fault-list.js';
import { createAgenda } from './agenda.js';
import { createMarkWaiters, createMoments } from './moments.js';
import { beginMachineFault, type MachineControls, type ProcessHolds } from './machine-faults.js';
import { all, type Undo } from './declaration.js';
import {
  type CommandArgument,
  type FaultEntry,
  type FaultSchedule,
  type InstantFaultEntry,
} from './entry.js';
import { beginLinkFault, linksIn } from './link-faults.js';
import { createProgress, reportOf, resolvedEntries, type FaultReport, type Progress } from './outcome.js';
import { createRepetitions, usOf } from './repetition.js';
import { nodesIn, resolveRoles, type ResolveRole } from './resolve.js';
import { counterOfMachine, type StruckFault } from './struck.js';
import { isInstantEntry, isLinkEntry } from './verbs.js';

/** An operator's action, which the scenario gives its meaning. */
export interface Command {
  readonly name: string;
  readonly nodeId: NodeId;
  readonly args: Readonly<Record<string, CommandArgument>>;
}
export interface FaultEngineOptions {
  readonly scheduler: Scheduler;
  readonly network: NetworkControls;
  /** The machine of a node that the schedule names, or that a role resolved to. */
  readonly machineOf: (nodeId: NodeId) => MachineControls;
  readonly resolveTarget: ResolveRole;
  /** Whether messages count by now that something waits for. Default: all do. */
  readonly hearsMessages?: () => boolean;
  /** True if the command took effect. */
  readonly runCommand: (command: Command) => boolean;
  /** Told of each machine that a fault strikes, right after it has begun there. Default: nobody is. */
  readonly onStrike?: (fault: StruckFault) => void;
  /**
   * The file that words such as `log of load/0` mean, of those that are there; null: none. Default: paths
   * alone.
   */
  readonly resolvePath?: (words: string, paths: readonly string[]) => string | null;
  /** As `parseSchedule` gave it. */
  readonly schedule: FaultSchedule;
}

export interface FaultEngine {
  /** `key` has come true on that node, now. */
  onMark(nodeId: NodeId, key: string, atUs: number): void;
  /** Whether a fault waits for a mark that begins so: one that falls often need not be made otherwise. */
  waitsForMark(prefix: string): boolean;
  /** Ends the phase of faults: undoes all that is in force, and drops what is still to come. */
  healAll(): void;
  /** In the order of the schedule. */
  report(): readonly FaultReport[];
  /** With nodes for roles and times for marks; entries that never began stay as they were. */
  resolved(): FaultSchedule;
}

/** Arms every entry; call it at the start of the run. Throws nothing later that the schedule could cause. */
export function createFaultEngine(options: FaultEngineOptions): FaultEngine {
  const { scheduler } = options;
  const strike = createStrike(options);
  const agenda = createAgenda(scheduler);
  const marks = createMarkWaiters();
  const moments = createMoments(options, marks);
  const entries = options.schedule.map((entry) => createProgress(entry));
  /** In the order in which they began. */
  const inForce = new Set<Progress>();

  function begin(progress: Progress, place: number): void {
    const { entry } = progress;
    const nowUs = scheduler.nowUs();
    const isInstant = isInstantEntry(entry);
    // A mark may fall after the end that was set for what it begins.
    if (!isInstant && entry.untilMs !== undefined && usOf(entry.untilMs) <= nowUs) return;
    const struck = resolveRoles(entry, options.resolveTarget);
    if (struck === null) return;
    progress.struck = struck;
    progress.beganAtUs = nowUs;
    progress.undo = strike(struck, progress.counter);
    if (isInstant) return;
    inForce.add(progress);
    const endAt = (atUs: number): void => planEnd(progress, place, atUs);
    if (entry.forMs !== undefined) endAt(nowUs + usOf(entry.forMs));
    else if (entry.untilMs !== undefined) endAt(usOf(entry.untilMs));
    else if (entry.until !== undefined) moments.add(entry.until, endAt);
  }

  function planEnd(progress: Progress, place: number, atUs: number): void {
    progress.endDueUs = atUs;
    progress.unplan = agenda.add(atUs, 'end', place, () => end(progress));
  }

  function end(progress: Progress): void {
    assert(inForce.delete(progress), 'a fault ends once, while it is in force');
    progress.endedAtUs = scheduler.nowUs();
    progress.undo?.();
    progress.undo = null;
  }

  const repeat = createRepetitions({
    scheduler,
    agenda,
    moments,
    begin,
    planEnd,
    entryCount: entries.length,
  });
  entries.forEach((progress, place) => {
    const { entry } = progress;
    const start = entry.everyMs === undefined ? begin : repeat;
    const beginAt = (atUs: number): void =>
      void agenda.add(atUs, 'begin', place, () => start(progress, place));
    if (entry.at === undefined) beginAt(usOf(entry.atMs));
    else moments.add(entry.at, beginAt);
  });
  return {
    onMark: (nodeId, key, atUs) => marks.fall(nodeId, key, atUs),
    waitsForMark: (prefix) => marks.waitsFor(prefix),
    healAll() {
      agenda.clear();
      moments.clear();
      for (const progress of [...inForce]) end(progress);
    },
    report: () => entries.map(reportOf),
    resolved: () => entries.flatMap(resolvedEntries),
  };
}

/** Gives what lets an entry without roles strike, and says how that ends; null for what happens at once. */
function createStrike(
  options: FaultEngineOptions,
): (entry: FaultEntry, counter: FaultCounter) => Undo | null {
  const { scheduler, network, machineOf } = options;
  const holds = new Map<NodeId, ProcessHolds>();
  function holdsOf(nodeId: NodeId): ProcessHolds {
    let held = holds.get(nodeId);
    if (held === undefined) holds.set(nodeId, (held = { downCount: 0, pauseCount: 0 }));
    return held;
  }
  return (entry, counter) => {
    if (entry.type === 'resetConnections') return resetLinks(entry, network, counter);
    if (isLinkEntry(entry)) return beginLinkFault(entry, network, counter);
    const undos = nodesIn(entry.target).map((nodeId): Undo => {
      const own = counterOfMachine(counter);
      const undo = isInstantEntry(entry)
        ? strikeOnce(options, entry, nodeId, own)
        : beginMachineFault(entry, machineOf(nodeId), holdsOf(nodeId), own);
      const { id, type } = entry;
      options.onStrike?.({ id, type, nodeId, atUs: scheduler.nowUs(), effects: () => own.effects });
      return undo;
    });
    return isInstantEntry(entry) ? null : all(undos);
  };
}

/** There is nothing to undo. */
function resetLinks(
  entry: Extract<FaultEntry, { readonly type: 'resetConnections' }>,
  network: FaultEngineOptions['network'],
  counter: FaultCounter,
): null {
  for (const on of linksIn(entry)) network.resetConnections(on, counter);
  return null;
}

/** There is nothing to undo. */
function strikeOnce(
  { machineOf, runCommand, resolvePath }: FaultEngineOptions,
  entry: Exclude<InstantFaultEntry, { readonly type: 'resetConnections' }>,
  nodeId: NodeId,
  counter: FaultCounter,
): Undo {
  const nothing = (): void => undefined;
  if (entry.type === 'command') {
    if (runCommand({ name: entry.name, nodeId, args: entry.args ?? {} })) counter.effects += 1;
    return nothing;
  }
  const { disk } = machineOf(nodeId);
  const paths = disk.paths();
  const path = paths.includes(entry.path) ? entry.path : (resolvePath?.(entry.path, paths) ?? null);
  if (path !== null) disk.rot(counter, path, entry.bitCount);
  else counter.missed = `${nodeId} has no file ${entry.path}; ${namesOf(paths)}`;
  return nothing;
}

const PATHS_NAMED_MAX = 12;

function namesOf(paths: readonly string[]): string {
  if (paths.length === 0) return 'its disk is empty';
  const more = paths.length > PATHS_NAMED_MAX ? `, and ${paths.length - PATHS_NAMED_MAX} more` : '';
  return `there are ${paths.slice(0, PATHS_NAMED_MAX).join(', ')}${more}`;
}
