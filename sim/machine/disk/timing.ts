/**
 * How long operations take, and the faults that change that.
 */
import { sampleUs } from '../../random/distribution.js';
import { mix32 } from '../../random/mix.js';
import type { DiskConfig } from './config.js';
import { FaultList } from '../fault-list.js';
import { OPERATIONS, type OperationClass, type OperationKind } from './operation.js';

/** Keeps the key of a sync's jitter apart from those of the same operation's faults. */
const JITTER_KEY = 1;

export class Timing {
  readonly stall = new FaultList<{ readonly syncOnly: boolean }>();
  readonly slow = new FaultList<{ readonly factor: number }>();
  readonly #config: DiskConfig;
  readonly #draw: (key: number) => number;

  constructor(config: DiskConfig, draw: (key: number) => number) {
    this.#config = config;
    this.#draw = draw;
  }

  /** Service of the disk's `number`-th operation when no fault is in force. */
  serviceUs(kind: OperationKind, number: number, lengthBytes: number): number {
    const config = this.#config;
    switch (OPERATIONS[kind].class) {
      case 'read':
        return config.readUs + Math.ceil(lengthBytes / config.readBytesPerUs);
      case 'sync':
        return config.syncUs + sampleUs(config.syncJitter, this.#draw(mix32(number, JITTER_KEY)));
      case 'write':
      case 'look':
        return config.writeUs + Math.ceil(lengthBytes / config.writeBytesPerUs);
    }
  }

  /** What the `slow` faults in force add to it; counted for each that does. */
  slowUs(serviceUs: number): number {
    let factor = 1;
    for (const { counter, settings } of this.slow.inForce) {
      factor *= settings.factor;
      if (settings.factor > 1 && serviceUs > 0) counter.effects += 1;
    }
    return Math.round(serviceUs * factor) - serviceUs;
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
}

export function isHeldBy(stall: { readonly syncOnly: boolean }, operationClass: OperationClass): boolean {
  return !stall.syncOnly || operationClass === 'sync';
}
