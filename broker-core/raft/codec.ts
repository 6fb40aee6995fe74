import { CodecReader, CodecWriter } from './codec-bytes.js';
import type { Entry, HardState, Snapshot } from './types.js';

/** Why bytes are no such record. Framing and checksums are the write-ahead log's; this is what gets past them. */
type DecodeError =
  /** The record is longer than the bytes. */
  | 'truncated'
  /** A number beyond 2^53 - 1. */
  | 'integerOutOfRange'
  /** An index, a term or a flag that no writer writes. */
  | 'malformed';

/** The value and how many bytes it took, so that records can follow one another; or why there is none. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T; readonly sizeBytes: number }
  | { readonly ok: false; readonly error: DecodeError };

/** Term (8 bytes), index (8), length (4), data; all little endian. */
export function encodeEntry(entry: Entry): Uint8Array {
  return encodePlacedData(entry);
}

/** Reads an entry at `offsetBytes`. Its data is a copy. Never throws on bad bytes. */
export function decodeEntry(bytes: Uint8Array, offsetBytes = 0): Decoded<Entry> {
  return decodePlacedData(bytes, offsetBytes);
}

/** Laid out as an entry is. */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  return encodePlacedData(snapshot);
}

/** Reads a snapshot at `offsetBytes`. Its data is a copy. Never throws on bad bytes. */
export function decodeSnapshot(bytes: Uint8Array, offsetBytes = 0): Decoded<Snapshot> {
  return decodePlacedData(bytes, offsetBytes);
}

/** Term (8 bytes), commit index (8), whether a vote was given (1), and then its length (2) and UTF-16 units (2 each). */
export function encodeHardState(hardState: HardState): Uint8Array {
  const { term, votedFor, commitIndex } = hardState;
  const writer = new CodecWriter(17 + (votedFor === null ? 0 : 2 + 2 * votedFor.length));
  writer.writeU53(term);
  writer.writeU53(commitIndex);
  writer.writeU8(votedFor === null ? 0 : 1);
  if (votedFor !== null) writer.writeText(votedFor);
  return writer.finish();
}

/** Reads a hard state at `offsetBytes`. Never throws on bad bytes. */
export function decodeHardState(bytes: Uint8Array, offsetBytes = 0): Decoded<HardState> {
  const reader = new CodecReader(bytes, offsetBytes);
  const term = reader.readU53();
  const commitIndex = reader.readU53();
  const flag = reader.readU8();
  const votedFor = flag === 1 ? reader.readText() : null;
  return finish(reader, { term, votedFor, commitIndex }, flag <= 1);
}

/** Entry and snapshot both are bytes with a place in the log. */
interface PlacedData {
  readonly term: number;
  readonly index: number;
  readonly data: Uint8Array;
}

function encodePlacedData({ term, index, data }: PlacedData): Uint8Array {
  const writer = new CodecWriter(20 + data.length);
  writer.writeU53(term);
  writer.writeU53(index);
  writer.writeBytes(data);
  return writer.finish();
}

function decodePlacedData(bytes: Uint8Array, offsetBytes: number): Decoded<PlacedData> {
  const reader = new CodecReader(bytes, offsetBytes);
  const term = reader.readU53();
  const index = reader.readU53();
  const data = reader.readBytes();
  // Index and term 0 stand for the empty log and are never stored.
  return finish(reader, { term, index, data }, term > 0 && index > 0);
}

function finish<T>(reader: CodecReader, value: T, isWellFormed: boolean): Decoded<T> {
  if (reader.error !== null) return { ok: false, error: reader.error };
  if (!isWellFormed) return { ok: false, error: 'malformed' };
  return { ok: true, value, sizeBytes: reader.sizeBytes };
}
