/**
 * A content hash that is kept, not computed: the sum of its records' hashes. A change subtracts the old
 * record and adds the new one, and the order of insertion does not matter. Two lanes of 32 bits. It finds
 * accidents; it does not resist an attacker.
 */
export type Digest = { readonly low: number; readonly high: number };

const FNV_PRIME = 0x0100_0193;
const FNV_BASIS = 0x811c_9dc5;
const OTHER_PRIME = 0x85eb_ca6b;
const TWO_TO_32 = 0x1_0000_0000;
const HIGH_LANE_BITS = 21;

/** Of bytes and the kind of record that they are: the same bytes as two kinds differ. */
export function digestOf(kind: number, bytes: Uint8Array): Digest {
  let low = FNV_BASIS ^ kind;
  let high = ~FNV_BASIS ^ kind;
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, FNV_PRIME);
    high = Math.imul(high ^ byte, OTHER_PRIME);
    // A multiplication carries upwards only; without this the low bits of the lane never see the high ones.
    high ^= high >>> 15;
  }
  return { low: scramble(low), high: scramble(high) };
}

/** MurmurHash3's finalizer: similar records must not have similar digests, or their sums would collide. */
function scramble(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A sum of digests, modulo 2^32 in each lane. */
export class DigestSum {
  #low = 0;
  #high = 0;

  add(digest: Digest): void {
    this.#low = (this.#low + digest.low) >>> 0;
    this.#high = (this.#high + digest.high) >>> 0;
  }

  subtract(digest: Digest): void {
    this.#low = (this.#low - digest.low) >>> 0;
    this.#high = (this.#high - digest.high) >>> 0;
  }

  /** 53 of the 64 bits as one safe integer: easy to compare, print and log. */
  get value(): number {
    return (this.#high >>> (32 - HIGH_LANE_BITS)) * TWO_TO_32 + this.#low;
  }
}
