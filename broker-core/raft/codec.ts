/** What is stored of the log, as bytes. The write-ahead log checks them; nonsense that gets past is null. */
import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import { ENTRY_HEADER_BYTES } from './messages.js';
import type { Entry, HardState } from './types.js';

/** Term (8 bytes), index (8), length (4), data; all little endian. A snapshot is laid out as an entry is. */
export function encodeEntry({ term, index, data }: Entry): Uint8Array {
  const writer = new ByteWriter(ENTRY_HEADER_BYTES + data.length);
  return writer.u64(term).u64(index).u32(data.length).raw(data).written();
}

/** Its data is a copy: the buffer is the disk's, and may be used again. */
export function decodeEntry(bytes: Uint8Array): Entry | null {
  const reader = new ByteReader(bytes);
  const entry = { term: reader.u64(), index: reader.u64(), data: reader.raw(reader.u32()).slice() };
  // Index and term 0 stand for the empty log and are never stored.
  return reader.finished && entry.term > 0 && entry.index > 0 ? entry : null;
}

/** Term (8 bytes), commit index (8), whether it voted (1), then the length (2) and UTF-16 units (2 each). */
export function encodeHardState({ term, votedFor, commitIndex }: HardState): Uint8Array {
  const writer = new ByteWriter(votedFor === null ? 17 : 19 + 2 * votedFor.length)
    .u64(term)
    .u64(commitIndex)
    .bool(votedFor !== null);
  if (votedFor === null) return writer.written();
  writer.u16(votedFor.length);
  for (let at = 0; at < votedFor.length; at += 1) writer.u16(votedFor.charCodeAt(at));
  return writer.written();
}

export function decodeHardState(bytes: Uint8Array): HardState | null {
  const reader = new ByteReader(bytes);
  const [term, commitIndex, hasVoted] = [reader.u64(), reader.u64(), reader.bool()];
  const votedFor = hasVoted ? readText(reader) : null;
  return reader.finished ? { term, votedFor, commitIndex } : null;
}

function readText(reader: ByteReader): string {
  const units = Array.from({ length: reader.u16() }, () => reader.u16());
  return String.fromCharCode(...units);
}
