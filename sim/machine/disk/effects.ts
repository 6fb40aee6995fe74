/** What operations do to the files and how long they take, with the faults in force. */
import type { DiskErrorCode, DiskResult } from '../../../broker-core/door.js';
import { mix32 } from '../../random/mix.js';
import { sampleUs } from '../../random/distribution.js';
import { addedUs, FaultList, type FaultCounter } from '../fault-list.js';
import type { FailOptions } from './faults.js';
import type { FileSystem, PendingSync } from './files.js';
import type { OperationClass } from './operation.js';
import { SECTOR_BYTES } from './survival.js';
import type { DiskConfig } from './config.js';

export class Effects {
  readonly stall = new FaultList<{ readonly syncOnly: boolean }>();
  readonly slow = new FaultList<number>();
  readonly fail = new FaultList<Required<FailOptions>>();
  /** `usedBytesMax`: of all files together. */
  readonly full = new FaultList<{ readonly usedBytesMax: number; readonly shortWrites: boolean }>();
  readonly lie = new FaultList<null>();
  readonly misdirect = new FaultList<{ readonly probability: number }>();

  constructor(
    private readonly files: FileSystem,
    private readonly config: DiskConfig,
    private readonly draw: (key: number) => number,
  ) {}

  /** Service of the disk's `number`-th operation when no fault is in force. */
  serviceUs(operationClass: OperationClass, number: number, lengthBytes: number): number {
    const config = this.config;
    switch (operationClass) {
      case 'read':
        return config.readUs + Math.ceil(lengthBytes / config.readBytesPerUs);
      case 'sync':
        return config.syncUs + sampleUs(config.syncJitter, this.draw(mix32(number, JITTER_KEY)));
      case 'write':
      case 'look':
        return config.writeUs + Math.ceil(lengthBytes / config.writeBytesPerUs);
    }
  }

  /** What the `slow` faults in force add to it; counted for each that does. */
  slowUs(serviceUs: number): number {
    return addedUs(this.slow, serviceUs);
  }

  isStalled(operationClass: OperationClass): boolean {
    return this.stall.inForce.some(({ settings }) => isHeldBy(settings, operationClass));
  }

  /** Counts an operation for each of the stalls that hold it. */
  countStalled(operationClass: OperationClass): void {
    for (const { counter, settings } of this.stall.inForce) {
      if (isHeldBy(settings, operationClass)) counter.effects += 1;
    }
  }

  /** The error that the disk's `number`-th operation fails with; null: it does not. */
  failure(operationClass: OperationClass, number: number): DiskErrorCode | null {
    for (const { counter, drawKey, settings } of this.fail.inForce) {
      const matches = settings.operations.some((operation) => operation === operationClass);
      if (!matches || this.draw(mix32(number, drawKey)) >= settings.probability) continue;
      counter.effects += 1;
      return settings.code;
    }
    return null;
  }

  write(number: number, path: string, offsetBytes: number, bytes: Uint8Array): DiskResult<number> {
    const fitting = this.#fitting(path, offsetBytes, bytes);
    if (fitting === null) return { ok: false, code: 'ENOSPC' };
    for (const { counter, drawKey, settings } of this.misdirect.inForce) {
      if (this.draw(mix32(number, drawKey)) >= settings.probability) continue;
      return this.#writeElsewhere(counter, mix32(number, ~drawKey), path, offsetBytes, fitting);
    }
    return this.files.write(path, offsetBytes, fitting);
  }

  sync(sync: PendingSync): void {
    const lie = this.lie.inForce[0];
    if (lie === undefined) this.files.finishSync(sync);
    else lie.counter.effects += 1;
  }

  /** As much of `bytes` as there is room for; null if that is nothing, or not all and it may not be short. */
  #fitting(path: string, offsetBytes: number, bytes: Uint8Array): Uint8Array | null {
    if (this.full.inForce.length === 0) return bytes;
    const size = this.files.sizeBytes(path);
    if (!size.ok) return bytes;
    const growthBytes = offsetBytes + bytes.length - size.value;
    const usedBytes = this.files.usedBytes();
    let fitting: Uint8Array | null = bytes;
    for (const { counter, settings } of this.full.inForce) {
      const excessBytes = Math.max(0, growthBytes) - Math.max(0, settings.usedBytesMax - usedBytes);
      if (excessBytes <= 0 || fitting === null) continue;
      counter.effects += 1;
      const fits = bytes.length - excessBytes;
      fitting = settings.shortWrites && fits > 0 ? fitting.subarray(0, fits) : null;
    }
    return fitting;
  }

  #writeElsewhere(
    counter: FaultCounter,
    drawKey: number,
    path: string,
    offsetBytes: number,
    bytes: Uint8Array,
  ): DiskResult<number> {
    const size = this.files.sizeBytes(path);
    if (!size.ok || bytes.length === 0) return this.files.write(path, offsetBytes, bytes);
    const sizeBytes = Math.max(size.value, offsetBytes + bytes.length);
    const grown = this.files.truncate(path, sizeBytes);
    if (!grown.ok) return grown;
    counter.effects += 1;
    // Two sectors at least, or there would be no other one to land in.
    const sectors = Math.max(2, Math.ceil(sizeBytes / SECTOR_BYTES));
    const own = Math.floor(offsetBytes / SECTOR_BYTES);
    const drawn = Math.floor(this.draw(drawKey) * (sectors - 1));
    return this.files.write(path, (drawn >= own ? drawn + 1 : drawn) * SECTOR_BYTES, bytes);
  }
}

/** Keeps the key of a sync's jitter apart from those of the same operation's faults. */
const JITTER_KEY = 1;

export function isHeldBy(stall: { readonly syncOnly: boolean }, operationClass: OperationClass): boolean {
  return !stall.syncOnly || operationClass === 'sync';
}
