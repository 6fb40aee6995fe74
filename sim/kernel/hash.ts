/**
 * The running hash of a run takes in every event that fires: time, node, kind and digest. Two 32-bit lanes
 * with different constants; integers only, so that every engine and every process agrees.
 */
import { finish32, hex32, mix32 } from '../random/mix.js';
import type { EventKind } from './types.js';

const KIND_NUMBER: Readonly<Record<EventKind, number>> = {
  timer: 1,
  wake: 2,
  // A wake-up too: which of them let others go first is no event.
  yield: 2,
  delivery: 3,
  disk: 4,
  cpu: 5,
  control: 6,
  machine: 7,
};

/** A class, because every run has one, and closures of one run are strangers to code compiled for another. */
export class TwoLanes {
  #low: number;
  #high: number;

  constructor(seed: number) {
    this.#low = mix32(0x5741_4c4c, seed | 0);
    this.#high = mix32(0x4752_4e44, seed | 0);
  }

  add(atUs: number, nodeNumber: number, kind: EventKind, digest: number): void {
    const what = (KIND_NUMBER[kind] << 24) ^ (nodeNumber << 8) ^ Math.floor(atUs / 0x1_0000_0000);
    const low = mix32(mix32(this.#low, atUs | 0), what ^ digest);
    this.#low = low;
    this.#high = mix32(this.#high ^ low, digest);
  }

  /** 16 hex digits. */
  text(): string {
    return hex32(finish32(this.#low ^ this.#high)) + hex32(finish32(this.#high));
  }
}

export type RunHash = Pick<TwoLanes, 'add' | 'text'>;

/** A hash of nothing. */
export const NO_HASH: RunHash = { add: () => undefined, text: () => '0'.repeat(16) };
