/**
 * The running hash of a run takes in every event that fires: time, node, kind and digest. Two 32-bit lanes
 * with different constants; integers only, so that every engine and every process agrees.
 */
import { finish32, hex32, mix32 } from '../random/mix.js';
import type { EventKind } from './types.js';

/** A class, because every run has one, and closures of one run are strangers to code compiled for another. */
export class TwoLanes {
  #low: number;
  #high: number;

  constructor(seed: number) {
    this.#low = mix32(0x5741_4c4c, seed | 0);
    this.#high = mix32(0x4752_4e44, seed | 0);
  }

  add(atUs: number, nodeNumber: number, kind: EventKind, digest: number): void {
    const what = (numberOf(kind) << 24) ^ (nodeNumber << 8) ^ Math.floor(atUs / 0x1_0000_0000);
    const low = mix32(mix32(this.#low, atUs | 0), what ^ digest);
    this.#low = low;
    this.#high = mix32(this.#high ^ low, digest);
  }

  /** 16 hex digits. */
  text(): string {
    return hex32(finish32(this.#low ^ this.#high)) + hex32(finish32(this.#high));
  }
}

/** A switch, as V8 looks a field up by a name that varies as slowly as in a map. */
function numberOf(kind: EventKind): number {
  switch (kind) {
    case 'timer':
      return 1;
    case 'wake':
    case 'yield': // A wake-up too: which of them let others go first is no event.
      return 2;
    case 'delivery':
      return 3;
    case 'disk':
      return 4;
    case 'cpu':
      return 5;
    case 'control':
      return 6;
    case 'machine':
      return 7;
  }
}

export type RunHash = Pick<TwoLanes, 'add' | 'text'>;

/** A hash of nothing. */
export const NO_HASH: RunHash = { add: () => undefined, text: () => '0'.repeat(16) };
