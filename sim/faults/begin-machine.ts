/**
 * Begins a fault of a machine and gives back how to end it.
 */
import type { FaultCounter } from '../machine/network/link-faults.js';
import type { Undo } from './begin-link.js';
import type { MachineControls, Survival } from './controls.js';
import type { DiskLoss, MachineFault } from './entry.js';

/** How many faults keep a process down, and how many keep it paused. */
export interface ProcessHolds {
  downCount: number;
  pauseCount: number;
}

/** Strikes one node. */
export function beginMachineFault(
  fault: MachineFault,
  machine: MachineControls,
  holds: ProcessHolds,
  counter: FaultCounter,
): Undo {
  const { disk, cpu, clock } = machine;
  switch (fault.type) {
    case 'crash':
      return keepDown(machine, holds, counter, () => machine.crash(SURVIVAL[fault.loses]));
    case 'wipe':
      return keepDown(machine, holds, counter, () => machine.wipe());
    case 'pause':
      return keepPaused(machine, holds, counter);
    case 'stallDisk':
      disk.stall(counter, { syncOnly: fault.syncOnly ?? false });
      return () => disk.unstall(counter);
    case 'slowDisk':
      disk.slow(counter, fault.factor);
      return () => disk.unslow(counter);
    case 'failDisk':
      disk.fail(counter, { operations: fault.operations, probability: fault.probability });
      return () => disk.unfail(counter);
    case 'fullDisk':
      disk.full(counter, { freeBytes: fault.freeBytes ?? 0, shortWrites: fault.shortWrites ?? false });
      return () => disk.unfull(counter);
    case 'lyingSync':
      disk.lieAboutSync(counter);
      return () => disk.tellTruthAboutSync(counter);
    case 'misdirectDisk':
      disk.misdirect(counter, fault.probability);
      return () => disk.unmisdirect(counter);
    case 'slowCpu':
      cpu.slowCpu(counter, fault.factor);
      return () => cpu.unslowCpu(counter);
    case 'clockOffset':
      clock.setOff(counter, Math.round(fault.offsetMs * 1000));
      return () => clock.reset(counter);
    case 'clockDrift':
      clock.drift(counter, fault.ppm);
      return () => clock.steady(counter);
  }
}

const SURVIVAL: Readonly<Record<DiskLoss, Survival>> = {
  none: 'all',
  prefix: 'prefix',
  sectors: 'sectors',
  all: 'none',
};

/** A process that two faults keep down starts again when the last of them ends. */
function keepDown(
  machine: MachineControls,
  holds: ProcessHolds,
  counter: FaultCounter,
  end: () => boolean,
): Undo {
  if (end()) counter.effects += 1;
  holds.downCount += 1;
  return () => {
    holds.downCount -= 1;
    if (holds.downCount === 0) machine.restart();
  };
}

function keepPaused(machine: MachineControls, holds: ProcessHolds, counter: FaultCounter): Undo {
  if (holds.pauseCount === 0 && machine.pause()) counter.effects += 1;
  holds.pauseCount += 1;
  return () => {
    holds.pauseCount -= 1;
    if (holds.pauseCount === 0) machine.resume();
  };
}
