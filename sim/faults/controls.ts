/**
 * What can be done to a machine; each simulated node implements it. A verb that lasts takes the fault's
 * counter. Its partner takes the same one and ends that fault alone, however many overlap. The device adds to
 * `effects` for each operation that it changed.
 */
import type { CpuSlowness } from '../machine/cpu.js';
import type { DiskFaults } from '../machine/disk/faults.js';
import type { Survival } from '../machine/disk/survival.js';
import type { FaultCounter } from '../machine/fault-list.js';

/** Process verbs come without overlap: the engine calls each only when the first begins or the last ends. */
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
