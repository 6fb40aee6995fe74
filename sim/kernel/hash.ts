/**
 * The running hash of a run: every event that fires goes in, with its time, node, kind and digest. Two 32-bit lanes with
 * different constants; integers only, so that every engine and every process agrees.
 */
import { finish32, mix32 } from '../random/mix.js';
import type { EventKind } from './types.js';

const KIND_NUMBER: Readonly<Record<EventKind, number>> = {
  timer: 1,
  wake: 2,
  delivery: 3,
  disk: 4,
  cpu: 5,
  control: 6,
};

export interface RunHash {
  add(atUs: number, nodeNumber: number, kind: EventKind, digest: number): void;
  /** 16 hex digits. */
  text(): string;
}

export function createRunHash(seed: number): RunHash {
  let low = mix32(0x5741_4c4c, seed | 0);
  let high = mix32(0x4752_4e44, seed | 0);
  return {
    add(atUs, nodeNumber, kind, digest) {
      const what = (KIND_NUMBER[kind] << 24) ^ (nodeNumber << 8) ^ Math.floor(atUs / 0x1_0000_0000);
      low = mix32(mix32(low, atUs | 0), what ^ digest);
      high = mix32(high ^ low, digest);
    },
    text: () => hex(finish32(low ^ high)) + hex(finish32(high)),
  };
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** A hash of nothing. */
export const NO_HASH: RunHash = {
  add: () => undefined,
  text: () => '0'.repeat(16),
};
