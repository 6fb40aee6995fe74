/**
 * The fault verbs over the parts of the disk that they change.
 */
import { requireBetween, requireFactor } from '../../checks/require.js';
import { hashString32, mix32 } from '../../random/mix.js';
import type { Device } from './device.js';
import type { Effects } from './effects.js';
import type { DiskFaults } from './faults.js';
import type { FileSystem } from './files.js';
import { OPERATIONS } from './operation.js';
import { isHeldBy, type Timing } from './timing.js';

export interface VerbParts {
  readonly files: FileSystem;
  readonly device: Device;
  readonly timing: Timing;
  readonly effects: Effects;
  readonly draw: (key: number) => number;
}

export function createVerbs({ files, device, timing, effects, draw }: VerbParts): DiskFaults {
  return {
    stall(counter, { syncOnly = false } = {}) {
      timing.stall.begin(counter, { syncOnly });
      device.hold();
      for (const { kind } of device.held) {
        if (isHeldBy({ syncOnly }, OPERATIONS[kind].class)) counter.effects += 1;
      }
    },
    unstall(counter) {
      timing.stall.end(counter);
      device.release();
    },
    slow(counter, factor) {
      requireFactor('slow disk: factor', factor);
      timing.slow.begin(counter, { factor });
    },
    unslow: (counter) => timing.slow.end(counter),
    fail(counter, { operations, probability = 1, code = 'EIO' }) {
      device.settle();
      requireBetween('failing disk: probability', probability, 0, 1);
      effects.fail.begin(counter, { operations, probability, code });
    },
    unfail(counter) {
      device.settle();
      effects.fail.end(counter);
    },
    full(counter, { freeBytes = 0, shortWrites = false } = {}) {
      device.settle();
      effects.full.begin(counter, { usedBytesMax: files.usedBytes() + freeBytes, shortWrites });
    },
    unfull(counter) {
      device.settle();
      effects.full.end(counter);
    },
    lieAboutSync(counter) {
      device.settle();
      effects.lie.begin(counter, null);
    },
    tellTruthAboutSync(counter) {
      device.settle();
      effects.lie.end(counter);
    },
    misdirect(counter, probability) {
      device.settle();
      requireBetween('misdirecting disk: probability', probability, 0, 1);
      effects.misdirect.begin(counter, { probability });
    },
    unmisdirect(counter) {
      device.settle();
      effects.misdirect.end(counter);
    },
    rot(counter, path, bits) {
      device.settle();
      const key = hashString32(path, hashString32(counter.id));
      counter.effects += files.rot(path, bits, (n) => draw(mix32(key, n)));
    },
  };
}
