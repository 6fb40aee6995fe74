import { readU32 } from '../bytes/little-endian.js';
import type { ByteWriter } from '../bytes/writer.js';
import { crc32c } from './crc32c.js';

/**
 * A record in a segment file, little endian:
 *
 *     crc u32 | payloadBytes u32 | lsn u64 | ordinal u32 | type u8 | payload
 *
 * The CRC-32C covers everything behind it. `lsn` (log sequence number) grows by one with each record.
 * `ordinal` is the place in the batch, the records of one write: everything before `lsn - ordinal` was
 * durable when the record was written. By it recovery tells a torn batch from a rotten one.
 */
export const FRAME_HEADER_BYTES = 21;

const CHECKED_FROM_BYTES = 4;
const TWO_TO_32 = 0x1_0000_0000;
export const TYPE_MAX = 0xff;

/** One record of the log. */
export interface WalRecord {
  readonly lsn: number;
  /** What the payload is, 0..255; the log's user decides. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** A frame whose checksum is right. */
export interface Frame extends WalRecord {
  readonly ordinal: number;
  /** Where the next frame starts. */
  readonly endBytes: number;
}

/** Appends a frame to `writer`; gives its size. */
export function writeFrame(
  writer: ByteWriter,
  lsn: number,
  ordinal: number,
  type: number,
  payload: Uint8Array,
): number {
  const startBytes = writer.sizeBytes;
  writer.u32(0).u32(payload.length).u64(lsn).u32(ordinal).u8(type).raw(payload);
  writer.patchU32(startBytes, crc32c(writer.written(startBytes + CHECKED_FROM_BYTES)));
  return writer.sizeBytes - startBytes;
}

/** The frame at `offsetBytes`, or `null` if those bytes are none: too few, or the checksum does not fit. */
export function readFrame(bytes: Uint8Array, offsetBytes: number): Frame | null {
  if (offsetBytes + FRAME_HEADER_BYTES > bytes.length) return null;
  const endBytes = offsetBytes + FRAME_HEADER_BYTES + readU32(bytes, offsetBytes + 4);
  if (endBytes > bytes.length) return null;
  const checked = bytes.subarray(offsetBytes + CHECKED_FROM_BYTES, endBytes);
  if (crc32c(checked) !== readU32(bytes, offsetBytes)) return null;
  return {
    lsn: readLsn(bytes, offsetBytes),
    ordinal: readU32(bytes, offsetBytes + 16),
    type: bytes[offsetBytes + 20] ?? 0,
    payload: bytes.subarray(offsetBytes + FRAME_HEADER_BYTES, endBytes),
    endBytes,
  };
}

/** First lsn of the batch of a frame here, were its checksum right: cheaper than to check that. */
export function peekBatchFirstLsn(bytes: Uint8Array, offsetBytes: number): number {
  return readLsn(bytes, offsetBytes) - readU32(bytes, offsetBytes + 16);
}

function readLsn(bytes: Uint8Array, offsetBytes: number): number {
  return readU32(bytes, offsetBytes + 12) * TWO_TO_32 + readU32(bytes, offsetBytes + 8);
}
