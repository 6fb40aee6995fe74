/** Numbers in bytes, little endian. A `DataView` would be an object for each reader, and slower to make than to use. */

/** The four bytes from `offsetBytes` on, which must be there. */
export function readU32(bytes: Uint8Array, offsetBytes: number): number {
  const high = (bytes[offsetBytes + 3] ?? 0) << 24;
  const middle = ((bytes[offsetBytes + 2] ?? 0) << 16) | ((bytes[offsetBytes + 1] ?? 0) << 8);
  return (high | middle | (bytes[offsetBytes] ?? 0)) >>> 0;
}

export function writeU32(bytes: Uint8Array, offsetBytes: number, value: number): void {
  bytes[offsetBytes] = value;
  bytes[offsetBytes + 1] = value >>> 8;
  bytes[offsetBytes + 2] = value >>> 16;
  bytes[offsetBytes + 3] = value >>> 24;
}
