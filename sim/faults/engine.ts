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
import { createAgenda, createMarkWaiters, type Agenda } from './agenda.js';
import type { MachineControls } from './controls.js';
import type { Undo } from './declaration.js';
import {
  type CommandArgument,
  type FaultEntry,
  type FaultSchedule,
  type InstantFaultEntry,
} from './entry.js';
import { beginLinkFault } from './link-faults.js';
import { beginMachineFault, type ProcessHolds } from './machine-faults.js';
import { createProgress, reportOf, resolvedEntry, type FaultReport, type Progress } from './outcome.js';
import { nodesIn, resolveRoles, type ResolveRole } from './resolve.js';
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
  /** As `parseSchedule` gave it. */
  readonly schedule: FaultSchedule;
}

export interface FaultEngine {
  /** `key` has come true on that node, now. */
  onMark(nodeId: NodeId, key: string, atUs: number): void;
  /** Ends the phase of faults: undoes all that is in force, and drops what is still to come. */
  healAll(): void;
  /** In the order of the schedule. */
  report(): readonly FaultReport[];
  /** With nodes for roles and times for marks; entries that never began stay as they were. */
  resolved(): FaultSchedule;
}

/** Arms every entry; call it at the start of the run. Throws nothing later that the schedule could cause. */
export function createFaultEngine(options: FaultEngineOptions): FaultEngine {
  const engine = new Engine(options);
  return {
    onMark: (nodeId, key, atUs) => engine.onMark(nodeId, key, atUs),
    healAll: () => engine.healAll(),
    report: () => engine.progress.map(reportOf),
    resolved: () => engine.progress.map(resolvedEntry),
  };
}

class Engine {
  readonly progress: readonly Progress[];
  readonly #options: FaultEngineOptions;
  readonly #agenda: Agenda;
  readonly #marks = createMarkWaiters();
  readonly #holds = new Map<NodeId, ProcessHolds>();
  /** In force, in the order in which they began. */
  readonly #inForce = new Set<Progress>();

  constructor(options: FaultEngineOptions) {
    this.#options = options;
    this.#agenda = createAgenda(options.scheduler);
    this.progress = options.schedule.map(createProgress);
    this.progress.forEach((progress, place) => this.#arm(progress, place));
  }

  onMark(nodeId: NodeId, key: string, atUs: number): void {
    this.#marks.fall(nodeId, key, atUs);
  }

  healAll(): void {
    this.#agenda.clear();
    this.#marks.clear();
    for (const progress of [...this.#inForce]) this.#end(progress);
  }

  #arm(progress: Progress, place: number): void {
    const { entry } = progress;
    const begin = (atUs: number): void => {
      this.#agenda.add(atUs, 'begin', place, () => this.#begin(progress, place));
    };
    if (entry.at === undefined) begin(usOf(entry.atMs));
    else this.#marks.add(entry.at, begin);
  }

  #begin(progress: Progress, place: number): void {
    const { entry } = progress;
    const nowUs = this.#options.scheduler.nowUs();
    const isInstant = isInstantEntry(entry);
    // A mark may fall after the end that was set for what it begins.
    if (!isInstant && entry.untilMs !== undefined && usOf(entry.untilMs) <= nowUs) return;
    const struck = resolveRoles(entry, this.#options.resolveTarget);
    if (struck === null) return;
    progress.struck = struck;
    progress.beganAtUs = nowUs;
    progress.undo = this.#strike(struck, progress.counter);
    if (isInstant) return;
    this.#inForce.add(progress);
    if (entry.untilMs !== undefined) this.#endAt(progress, place, usOf(entry.untilMs));
    else if (entry.until !== undefined)
      this.#marks.add(entry.until, (atUs) => this.#endAt(progress, place, atUs));
  }

  #endAt(progress: Progress, place: number, atUs: number): void {
    progress.endDueUs = atUs;
    this.#agenda.add(atUs, 'end', place, () => this.#end(progress));
  }

  #end(progress: Progress): void {
    assert(this.#inForce.delete(progress), 'a fault ends once, while it is in force');
    progress.endedAtUs = this.#options.scheduler.nowUs();
    progress.undo?.();
    progress.undo = null;
  }

  #strike(entry: FaultEntry, counter: FaultCounter): Undo | null {
    if (isInstantEntry(entry)) {
      for (const nodeId of nodesIn(entry.target)) this.#strikeOnce(entry, nodeId, counter);
      return null;
    }
    if (isLinkEntry(entry)) return beginLinkFault(entry, this.#options.network, counter);
    const undos = nodesIn(entry.target).map((nodeId) =>
      beginMachineFault(entry, this.#options.machineOf(nodeId), this.#holdsOf(nodeId), counter),
    );
    return () => {
      for (const undo of undos) undo();
    };
  }

  #strikeOnce(entry: InstantFaultEntry, nodeId: NodeId, counter: FaultCounter): void {
    if (entry.type !== 'command') {
      this.#options.machineOf(nodeId).disk.rot(counter, entry.path, entry.bitCount);
      return;
    }
    if (this.#options.runCommand({ name: entry.name, nodeId, args: entry.args ?? {} })) counter.effects += 1;
  }

  #holdsOf(nodeId: NodeId): ProcessHolds {
    let holds = this.#holds.get(nodeId);
    if (holds === undefined) {
      holds = { downCount: 0, pauseCount: 0 };
      this.#holds.set(nodeId, holds);
    }
    return holds;
  }
}

function usOf(timeMs: number): number {
  return Math.round(timeMs * 1000);
}
