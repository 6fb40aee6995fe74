/**
 * What a machine lets be done to it. The builder of the world implements this for each node.
 *
 * A verb that lasts takes the fault's counter; its partner takes the same counter and ends that fault alone, however many
 * overlap. The device adds to `effects` for each operation that it changed.
 */
import type { FaultCounter } from '../machine/network/link-faults.js';
import type { DiskOperation } from './entry.js';

/**
 * What of the writes that were not synced is still there after a crash: in the disk's words, which are the opposite of an
 * entry's `loses`, so that `all` never changes its meaning on the way.
 */
export type Survival = 'all' | 'prefix' | 'sectors' | 'none';

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
  readonly disk: DiskControls;
  readonly cpu: CpuControls;
  readonly clock: ClockControls;
}

/** The verbs of `sim/machine/disk/faults.ts`, as far as a schedule uses them. */
export interface DiskControls {
  /** Operations freeze; with `syncOnly`, only syncs do. */
  stall(counter: FaultCounter, scope: { readonly syncOnly: boolean }): void;
  unstall(counter: FaultCounter): void;
  slow(counter: FaultCounter, factor: number): void;
  unslow(counter: FaultCounter): void;
  fail(
    counter: FaultCounter,
    odds: { readonly operations: readonly DiskOperation[]; readonly probability: number },
  ): void;
  unfail(counter: FaultCounter): void;
  full(counter: FaultCounter, room: { readonly freeBytes: number; readonly shortWrites: boolean }): void;
  unfull(counter: FaultCounter): void;
  lieAboutSync(counter: FaultCounter): void;
  tellTruthAboutSync(counter: FaultCounter): void;
  misdirect(counter: FaultCounter, probability: number): void;
  unmisdirect(counter: FaultCounter): void;
  /** Flips bits of a file, once. */
  rot(counter: FaultCounter, path: string, bits: number): void;
}

/** The verbs of `sim/machine/cpu-slowness.ts`. */
export interface CpuControls {
  slowCpu(counter: FaultCounter, factor: number): void;
  unslowCpu(counter: FaultCounter): void;
}

/** Offsets and drifts of overlapping faults add up. */
export interface ClockControls {
  setOff(counter: FaultCounter, offsetUs: number): void;
  reset(counter: FaultCounter): void;
  /** Parts per million that the clock runs fast; negative: slow. */
  drift(counter: FaultCounter, ppm: number): void;
  steady(counter: FaultCounter): void;
}
