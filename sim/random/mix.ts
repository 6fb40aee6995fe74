/**
 * Integer mixing: 32-bit hashes of numbers, bytes and strings. The finalizer is MurmurHash3's (public domain,
 * A. Appleby), of full avalanche; all arithmetic is on 32-bit integers, so every engine gives the same bits.
 */

/** Mixes `b` into `a`; both are taken as 32-bit integers, the result is a signed 32-bit integer. */
export function mix32(a: number, b: number): number {
  let k = Math.imul(b, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  let h = a ^ Math.imul(k, 0x1b873593);
  h = (h << 13) | (h >>> 19);
  return (Math.imul(h, 5) + 0xe6546b64) | 0;
}

/** Makes every bit of `h` depend on every other one. */
export function finish32(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Four bytes a step; the tail byte by byte. */
export function hashBytes32(bytes: Uint8Array, seed = 0): number {
  const length = bytes.length;
  const whole = length & ~3;
  let h = seed ^ length;
  for (let i = 0; i < whole; i += 4) {
    h = mix32(
      h,
      byteAt(bytes, i) |
        (byteAt(bytes, i + 1) << 8) |
        (byteAt(bytes, i + 2) << 16) |
        (byteAt(bytes, i + 3) << 24),
    );
  }
  for (let i = whole; i < length; i += 1) h = mix32(h, byteAt(bytes, i));
  return finish32(h);
}

/** 8 hex digits. */
export function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

export function hashString32(text: string, seed = 0): number {
  let h = seed ^ text.length;
  for (let i = 0; i < text.length; i += 1) h = mix32(h, text.charCodeAt(i));
  return finish32(h);
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
