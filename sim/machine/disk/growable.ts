/**
 * Bytes that grow. Capacity doubles, so that appending costs O(1) a byte however small the records are.
 */
import { assert } from '../../checks/assert.js';

/** Beyond `sizeBytes` the buffer holds zeros: growing a file, or leaving a gap in it, then needs no filling. */
export interface GrowableBytes {
  buffer: Uint8Array;
  sizeBytes: number;
}

const CAPACITY_BYTES_MIN = 512;

export function createBytes(): GrowableBytes {
  return { buffer: new Uint8Array(0), sizeBytes: 0 };
}

export function copyBytes(bytes: GrowableBytes): GrowableBytes {
  return { buffer: bytes.buffer.slice(0, bytes.sizeBytes), sizeBytes: bytes.sizeBytes };
}

/** Writes at the offset, growing as needed. */
export function putBytes(target: GrowableBytes, offsetBytes: number, bytes: Uint8Array): void {
  const endBytes = offsetBytes + bytes.length;
  if (endBytes > target.sizeBytes) resizeBytes(target, endBytes);
  target.buffer.set(bytes, offsetBytes);
}

/** Grows with zeros, or cuts. */
export function resizeBytes(target: GrowableBytes, sizeBytes: number): void {
  assert(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0, `a file has a size of whole bytes: ${sizeBytes}`);
  if (sizeBytes < target.sizeBytes) {
    target.buffer.fill(0, sizeBytes, target.sizeBytes);
  } else if (sizeBytes > target.buffer.length) {
    const grown = new Uint8Array(Math.max(sizeBytes, target.buffer.length * 2, CAPACITY_BYTES_MIN));
    grown.set(target.buffer.subarray(0, target.sizeBytes));
    target.buffer = grown;
  }
  target.sizeBytes = sizeBytes;
}

/** A copy of what lies between the two offsets; less at the end of the file. */
export function sliceBytes(source: GrowableBytes, startBytes: number, endBytes: number): Uint8Array {
  return source.buffer.slice(Math.min(startBytes, source.sizeBytes), Math.min(endBytes, source.sizeBytes));
}
