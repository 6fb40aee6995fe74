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
import { createAgenda, createMarkWaiters } from './agenda.js';
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
import { SCHEDULE_ENTRIES_MAX } from './checks.js';
import { nodesIn, resolveRoles, type ResolveRole } from './resolve.js';
import { counterOfMachine, counterOfPart, type StruckFault } from './struck.js';
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
  const { scheduler, network, machineOf } = options;
  const agenda = createAgenda(scheduler);
  const marks = createMarkWaiters();
  const holds = new Map<NodeId, ProcessHolds>();
  const entries = options.schedule.map((entry) => createProgress(entry));
  /** So that what it resolves to is a schedule, too. */
  let repetitionsLeft = SCHEDULE_ENTRIES_MAX - entries.length;
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
    else if (entry.until !== undefined) marks.add(entry.until, endAt);
  }

  function planEnd(progress: Progress, place: number, atUs: number): void {
    progress.endDueUs = atUs;
    progress.unplan = agenda.add(atUs, 'end', place, () => end(progress));
  }

  /** The first time of one that repeats, at its own time or mark. */
  function beginRepeating(progress: Progress, place: number): void {
    const { until, untilMs } = progress.entry;
    if (untilMs !== undefined) progress.endDueUs = usOf(untilMs);
    if (until !== undefined) marks.add(until, (atUs) => endRepeating(progress, place, atUs));
    repeat(progress, place, 1);
  }

  /** `nth` counts the times, those included that struck nobody. */
  function repeat(progress: Progress, place: number, nth: number): void {
    const { entry, counter, times } = progress;
    const nowUs = scheduler.nowUs();
    // As a mark may fall after the end that was set.
    if (isOverAt(progress, nowUs)) return;
    repetitionsLeft -= 1;
    const time = timeOf(progress, nth, nowUs);
    const one = createProgress(time, counterOfPart(counter, time.id));
    times.push(one);
    begin(one, place);
    const nextUs = nowUs + usOf(entry.everyMs ?? 0);
    if (isOverAt(progress, nextUs)) return;
    if (nth === REPETITIONS_MAX || repetitionsLeft <= 0) {
      counter.missed = `it came ${nth} times, and then no more: a schedule has its bound`;
      return;
    }
    progress.nextUs = nextUs;
    progress.unplan = agenda.add(nextUs, 'begin', place, () => repeat(progress, place, nth + 1));
  }

  /** A mark ends it at `atUs`, and perhaps the time that is in force. Nothing is planned that does nothing. */
  function endRepeating(progress: Progress, place: number, atUs: number): void {
    progress.endDueUs = atUs;
    if (progress.nextUs >= atUs) progress.unplan?.();
    for (const time of progress.times) {
      if (!inForce.has(time) || isOverAt(time, atUs)) continue;
      time.unplan?.();
      planEnd(time, place, atUs);
    }
  }

  function end(progress: Progress): void {
    assert(inForce.delete(progress), 'a fault ends once, while it is in force');
    progress.endedAtUs = scheduler.nowUs();
    progress.undo?.();
    progress.undo = null;
  }

  function strike(entry: FaultEntry, counter: FaultCounter): Undo | null {
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
  }

  function holdsOf(nodeId: NodeId): ProcessHolds {
    let held = holds.get(nodeId);
    if (held === undefined) holds.set(nodeId, (held = { downCount: 0, pauseCount: 0 }));
    return held;
  }

  entries.forEach((progress, place) => {
    const { entry } = progress;
    const start = entry.everyMs === undefined ? begin : beginRepeating;
    const beginAt = (atUs: number): void =>
      void agenda.add(atUs, 'begin', place, () => start(progress, place));
    if (entry.at === undefined) beginAt(usOf(entry.atMs));
    else marks.add(entry.at, beginAt);
  });
  return {
    onMark: (nodeId, key, atUs) => marks.fall(nodeId, key, atUs),
    waitsForMark: (prefix) => marks.waitsFor(prefix),
    healAll() {
      agenda.clear();
      marks.clear();
      for (const progress of [...inForce]) end(progress);
    },
    report: () => entries.map(reportOf),
    resolved: () => entries.flatMap(resolvedEntries),
  };
}

/** One time of an entry that repeats: as an entry by itself, with an id that keys draws of its own. */
function timeOf({ entry, endDueUs }: Progress, nth: number, nowUs: number): FaultEntry {
  const { at: _at, until: _until, untilMs: _untilMs, everyMs: _everyMs, forMs, ...what } = entry;
  const begun = { ...what, id: `${entry.id}#${nth}`, atMs: nowUs / 1000 } as FaultEntry;
  if (forMs === undefined || isInstantEntry(begun)) return begun;
  const untilUs = Math.min(nowUs + usOf(forMs), endDueUs ?? Number.POSITIVE_INFINITY);
  return { ...begun, untilMs: untilUs / 1000 } as FaultEntry;
}

function isOverAt({ endDueUs }: Progress, atUs: number): boolean {
  return endDueUs !== null && endDueUs <= atUs;
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

/** Times that an entry may come. */
const REPETITIONS_MAX = 1000;

function usOf(timeMs: number): number {
  return Math.round(timeMs * 1000);
}

const PATHS_NAMED_MAX = 12;

function namesOf(paths: readonly string[]): string {
  if (paths.length === 0) return 'its disk is empty';
  const more = paths.length > PATHS_NAMED_MAX ? `, and ${paths.length - PATHS_NAMED_MAX} more` : '';
  return `there are ${paths.slice(0, PATHS_NAMED_MAX).join(', ')}${more}`;
}
