import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { crc32c } from './crc32c.js';

/** `magic u32 | version u32 | first lsn u64 | crc u32 of what is before it`. */
export const SEGMENT_HEADER_BYTES = 20;

const MAGIC = 0x4c_57_47_53;
const VERSION = 1;
const NAME = /^(\d{16})\.wal$/;

/** A segment file that is part of the log: its name and directory entry are durable. */
export interface Segment {
  readonly path: string;
  readonly firstLsn: number;
  /** Bytes in it that are durable, or were when recovery found them. */
  sizeBytes: number;
}

/** Path of the segment that begins with `firstLsn`. Sixteen digits hold every safe integer, in order. */
export function segmentPath(directory: string, firstLsn: number): string {
  return `${directory}/${String(firstLsn).padStart(16, '0')}.wal`;
}

/** The first lsn that a file's name tells, or `null` when the file is no segment. */
export function parseSegmentName(name: string): number | null {
  const digits = NAME.exec(name)?.[1];
  const firstLsn = Number(digits ?? 0);
  return Number.isSafeInteger(firstLsn) && firstLsn > 0 ? firstLsn : null;
}

export function encodeSegmentHeader(firstLsn: number): Uint8Array {
  const writer = new ByteWriter(SEGMENT_HEADER_BYTES).u32(MAGIC).u32(VERSION).u64(firstLsn);
  return writer.u32(crc32c(writer.written())).copy();
}

/** The first lsn that the header tells, or `null` if these bytes start with no header of ours. */
export function decodeSegmentHeader(bytes: Uint8Array): number | null {
  const reader = new ByteReader(bytes);
  const magic = reader.u32();
  const version = reader.u32();
  const firstLsn = reader.u64();
  const crc = reader.u32();
  if (reader.failed || magic !== MAGIC || version !== VERSION) return null;
  return crc === crc32c(bytes.subarray(0, SEGMENT_HEADER_BYTES - 4)) ? firstLsn : null;
}
