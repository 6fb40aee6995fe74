/**
 * Begins a fault of a machine and gives back how to end it.
 */
import type { FaultCounter } from '../machine/network/link-faults.js';
import type { Undo } from './begin-link.js';
import type { MachineControls, Survival } from './controls.js';
import type { DiskLoss, InstantFault, MachineFault } from './entry.js';

/** How many faults keep a process down, and how many keep it paused. */
export interface ProcessHolds {
  downCount: number;
  pauseCount: number;
}

/** What happens at once, to one node. A command is not a machine's affair. */
export function strikeMachine(
  fault: Exclude<InstantFault, { type: 'command' }>,
  machine: MachineControls,
  counter: FaultCounter,
): void {
  switch (fault.type) {
    case 'rotDisk':
      machine.disk.rot(fault.bitCount, counter);
      return;
    case 'misdirectDisk':
      machine.disk.misdirect(fault.writeCount, counter);
      return;
  }
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
      disk.stall({ syncOnly: fault.syncOnly ?? false }, counter);
      return () => disk.unstall(counter);
    case 'slowDisk':
      disk.slow(fault.factor, counter);
      return () => disk.unslow(counter);
    case 'failDisk':
      disk.fail({ operations: fault.operations, probability: fault.probability }, counter);
      return () => disk.unfail(counter);
    case 'fullDisk':
      disk.full(counter);
      return () => disk.unfull(counter);
    case 'lyingSync':
      disk.lieAboutSync(counter);
      return () => disk.tellTruthAboutSync(counter);
    case 'slowCpu':
      cpu.slow(fault.factor, counter);
      return () => cpu.unslow(counter);
    case 'clockOffset':
      clock.setOff(Math.round(fault.offsetMs * 1000), counter);
      return () => clock.reset(counter);
    case 'clockDrift':
      clock.drift(fault.ppm, counter);
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
