/**
 * The fault verbs of a disk, in pairs. Each takes a counter: whose effects are counted, and which fault ends.
 * They outlast crashes: a bad disk is as bad after a restart. Verbs without a partner (`rot`) happen once.
 */
import type { DiskErrorCode } from '../../../broker-core/door.js';
import type { FaultCounter } from '../fault-list.js';

export interface StallOptions {
  /** Reads and writes go on; a sync that is held keeps no slot busy. Default false: all operations freeze. */
  readonly syncOnly?: boolean;
}

export interface FailOptions {
  /** `write`: every operation that changes bytes or names; `sync`: of files and of folders. */
  readonly operations: readonly ('write' | 'sync' | 'read')[];
  /** Default 1. */
  readonly probability?: number;
  /** Default `EIO`. */
  readonly code?: DiskErrorCode;
}

export interface FullOptions {
  /** Space left when the fault begins; removing and truncating gives space back. Default 0. */
  readonly freeBytes?: number;
  /** A write of which a part fits is cut there instead of refused. Default false. */
  readonly shortWrites?: boolean;
}

export interface DiskFaults {
  /** Operations freeze where they are, queued or in service, and go on at `unstall`. */
  stall(counter: FaultCounter, options?: StallOptions): void;
  unstall(counter: FaultCounter): void;
  /** Service of what is submitted from now on takes `factor` (>= 1) times as long; several multiply. */
  slow(counter: FaultCounter, factor: number): void;
  unslow(counter: FaultCounter): void;
  /**
   * Operations that complete while it is in force fail, after their normal time, without effect. A failed
   * sync of a file gives up for good what it should have made durable; a later one succeeds without.
   */
  fail(counter: FaultCounter, options: FailOptions): void;
  unfail(counter: FaultCounter): void;
  /** Writes that grow a file beyond what is left end with `ENOSPC`. New names always fit. */
  full(counter: FaultCounter, options?: FullOptions): void;
  unfull(counter: FaultCounter): void;
  /** Syncs succeed and make nothing durable. A later sync that tells the truth covers what they left. */
  lieAboutSync(counter: FaultCounter): void;
  tellTruthAboutSync(counter: FaultCounter): void;
  /** Writes land, with `probability`, at the beginning of another sector of the file, which still grows. */
  misdirect(counter: FaultCounter, probability: number): void;
  unmisdirect(counter: FaultCounter): void;
  /** Of all files that are there, in order. */
  paths(): readonly string[];
  /** Flips `bits` bits among the durable bytes of the file, once, and counts them: none without bytes. */
  rot(counter: FaultCounter, path: string, bits: number): void;
}
