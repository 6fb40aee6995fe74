/** The faults of a machine: what each is, and how it begins and ends. */
import type { FaultCounter } from '../machine/fault-list.js';
import type { Survival } from '../machine/disk/survival.js';
import type { CpuSlowness } from '../machine/cpu.js';
import type { DiskFaults } from '../machine/disk/faults.js';
import * as is from './checks.js';
import { factor, may, must, percent, type Declaration, type Undo } from './declaration.js';
import type { DiskLoss, MachineFault, MachineFaultEntry } from './entry.js';

/** How many faults keep a process down, and how many keep it paused. */
export interface ProcessHolds {
  downCount: number;
  pauseCount: number;
}

interface MachineDeclaration<Entry extends MachineFaultEntry> extends Declaration<Entry> {
  /** Strikes one node. */
  readonly begin: (
    fault: Entry,
    machine: MachineControls,
    counter: FaultCounter,
    holds: ProcessHolds,
  ) => void;
  readonly end: (machine: MachineControls, counter: FaultCounter, holds: ProcessHolds) => void;
}

type MachineDeclarations = {
  readonly [Type in MachineFault['type']]: MachineDeclaration<Extract<MachineFaultEntry, { type: Type }>>;
};

const target = must(is.target);
const diskTarget = must(is.diskTarget);
const slower = must(is.otherThan(1, factor));
const probability = must(is.probability);
const operation = is.oneOf(['read', 'write', 'sync']);

/** What survives a crash that loses so much, and the loss in words. */
const LOSSES: Readonly<Record<DiskLoss, { readonly survives: Survival; readonly words: string }>> = {
  none: { survives: 'all', words: 'none' },
  prefix: { survives: 'prefix', words: 'all but a prefix' },
  sectors: { survives: 'sectors', words: 'all but some sectors' },
  all: { survives: 'none', words: 'all' },
};

export const MACHINE_FAULTS: MachineDeclarations = {
  crash: {
    undo: 'restart',
    fields: { target, loses: must(is.oneOf(Object.keys(LOSSES))) },
    words: (fault, of) => `crash ${of}, losing ${LOSSES[fault.loses].words} of what was not synced`,
    begin: (fault, machine, counter, holds) => {
      if (machine.crash(LOSSES[fault.loses].survives)) counter.effects += 1;
      holds.downCount += 1;
    },
    end: letUp,
  },
  wipe: {
    undo: 'restart',
    fields: { target },
    words: (_, of) => `crash ${of} and wipe its disk`,
    begin: (_, machine, counter, holds) => {
      if (machine.wipe()) counter.effects += 1;
      holds.downCount += 1;
    },
    end: letUp,
  },
  pause: {
    undo: 'resume',
    fields: { target },
    words: (_, of) => `pause ${of}`,
    begin: (_, machine, counter, holds) => {
      if (holds.pauseCount === 0 && machine.pause()) counter.effects += 1;
      holds.pauseCount += 1;
    },
    end: (machine, _, holds) => {
      holds.pauseCount -= 1;
      if (holds.pauseCount === 0) machine.resume();
    },
  },
  stallDisk: {
    undo: 'unstallDisk',
    fields: { target: diskTarget, syncOnly: may(is.flag) },
    words: (fault, of) => `stall ${fault.syncOnly === true ? 'syncs' : 'the disk'} of ${of}`,
    begin: (fault, { disk }, counter) => disk.stall(counter, { syncOnly: fault.syncOnly ?? false }),
    end: ({ disk }, counter) => disk.unstall(counter),
  },
  slowDisk: {
    undo: 'unslowDisk',
    fields: { target: diskTarget, factor: slower },
    words: (fault, of) => `slow the disk of ${of} ${fault.factor} times`,
    begin: (fault, { disk }, counter) => disk.slow(counter, fault.factor),
    end: ({ disk }, counter) => disk.unslow(counter),
  },
  failDisk: {
    undo: 'unfailDisk',
    fields: { target: diskTarget, operations: must(is.listOf(operation, 1)), probability },
    words: ({ probability: odds, operations }, of) =>
      `fail ${percent(odds)} of ${operations.join(', ')} on the disk of ${of}`,
    begin: (fault, { disk }, counter) =>
      disk.fail(counter, { operations: fault.operations, probability: fault.probability }),
    end: (machine, counter, holds) => {
      machine.disk.unfail(counter);
      startAgain(machine, holds);
    },
  },
  /** Leaves `freeBytes` (default 0); with `shortWrites` a write is cut to what fits. */
  fullDisk: {
    undo: 'unfullDisk',
    fields: {
      target: diskTarget,
      freeBytes: may(is.integerBetween(0, Number.MAX_SAFE_INTEGER)),
      shortWrites: may(is.flag),
    },
    words: (fault, of) => `leave ${fault.freeBytes ?? 0} bytes on the disk of ${of}`,
    begin: (fault, { disk }, counter) =>
      disk.full(counter, { freeBytes: fault.freeBytes ?? 0, shortWrites: fault.shortWrites ?? false }),
    end: (machine, counter, holds) => {
      machine.disk.unfull(counter);
      startAgain(machine, holds);
    },
  },
  lyingSync: {
    undo: 'honestSync',
    fields: { target: diskTarget },
    words: (_, of) => `let syncs of ${of} lie`,
    begin: (_, { disk }, counter) => disk.lieAboutSync(counter),
    end: ({ disk }, counter) => disk.tellTruthAboutSync(counter),
  },
  misdirectDisk: {
    undo: 'unmisdirectDisk',
    fields: { target: diskTarget, probability },
    words: (fault, of) => `misdirect ${percent(fault.probability)} of the writes of ${of}`,
    begin: (fault, { disk }, counter) => disk.misdirect(counter, fault.probability),
    end: (machine, counter, holds) => {
      machine.disk.unmisdirect(counter);
      startAgain(machine, holds);
    },
  },
  slowCpu: {
    undo: 'unslowCpu',
    fields: { target, factor: slower },
    words: (fault, of) => `slow the cpu of ${of} ${fault.factor} times`,
    begin: (fault, { cpu }, counter) => cpu.slowCpu(counter, fault.factor),
    end: ({ cpu }, counter) => cpu.unslowCpu(counter),
  },
  clockOffset: {
    undo: 'resetClock',
    fields: { target, offsetMs: must(is.otherThan(0, is.milliseconds(-86_400_000))) },
    words: (fault, of) => `set the clock of ${of} off by ${fault.offsetMs} ms`,
    begin: (fault, { clock }, counter) => clock.setOff(counter, Math.round(fault.offsetMs * 1000)),
    end: ({ clock }, counter) => clock.reset(counter),
  },
  clockDrift: {
    undo: 'steadyClock',
    // 5 % fast or slow: a clock that is worse is not a clock.
    fields: { target, ppm: must(is.otherThan(0, is.numberBetween(-50_000, 50_000))) },
    words: (fault, of) => `let the clock of ${of} drift by ${fault.ppm} ppm`,
    begin: (fault, { clock }, counter) => clock.drift(counter, fault.ppm),
    end: ({ clock }, counter) => clock.steady(counter),
  },
};

/** Begins a fault of one machine. */
export function beginMachineFault(
  entry: MachineFaultEntry,
  machine: MachineControls,
  holds: ProcessHolds,
  counter: FaultCounter,
): Undo {
  // As in beginLinkFault: the declaration of an entry's own type takes that entry.
  const { begin, end } = MACHINE_FAULTS[entry.type] as MachineDeclaration<MachineFaultEntry>;
  begin(entry, machine, counter, holds);
  return () => end(machine, counter, holds);
}

/**
 * A process that its disk has stopped is started when the disk is whole again, unless a fault keeps it down.
 * Two of four brokers stayed down for good after a `failDisk` that had ended, and the run went to its bound.
 */
function startAgain(machine: MachineControls, holds: ProcessHolds): void {
  if (holds.downCount === 0) machine.restart();
}

/** A process that two faults keep down starts again when the last of them ends. */
function letUp(machine: MachineControls, _: FaultCounter, holds: ProcessHolds): void {
  holds.downCount -= 1;
  if (holds.downCount === 0) machine.restart();
}

/**
 * What can be done to a machine; each simulated node implements it. A verb that lasts takes the fault's
 * counter. Its partner takes the same one and ends that fault alone, however many overlap. The device adds to
 * `effects` for each operation that it changed. Process verbs come without overlap: each is called only when
 * the first begins or the last ends.
 */
export interface MachineControls {
  /** Ends the process, if it runs. False if it was down, and nothing happened. */
  crash(survives: Survival): boolean;
  /** Ends the process, if it runs, and empties the disk. */
  wipe(): boolean;
  /** Starts a new process on what the disk holds. False if it was up. */
  restart(): boolean;
  pause(): boolean;
  resume(): boolean;
  readonly disk: DiskFaults;
  readonly cpu: Pick<CpuSlowness, 'slowCpu' | 'unslowCpu'>;
  readonly clock: ClockControls;
}

/** Offsets and drifts of overlapping faults add up. */
export interface ClockControls {
  setOff(counter: FaultCounter, offsetUs: number): void;
  reset(counter: FaultCounter): void;
  /** Parts per million that the clock runs fast; negative: slow. */
  drift(counter: FaultCounter, ppm: number): void;
  steady(counter: FaultCounter): void;
}
