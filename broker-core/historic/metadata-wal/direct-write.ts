/** A write that is in no Raft log: who made it, as the how-manyeth of its own, and what it says. */
import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { NodeId } from '../../env.js';
import { decodeCommand, encodeCommand, type Command } from '../../protocol/commands.js';

export interface DirectWrite {
  readonly origin: NodeId;
  /** 1, 2, 3, … in all lives of the origin. */
  readonly number: number;
  readonly command: Command;
}

/** The same on every node, so that all of them give a topic the same id; the code that is quoted draws one on each (spec d.1). */
export function writeIdOf({ origin, number }: DirectWrite): string {
  return `wal:${origin}:${number}`;
}

export function encodeDirectWrite({ origin, number, command }: DirectWrite): Uint8Array {
  return new ByteWriter().string(origin).varint(number).bytes(encodeCommand(command)).copy();
}

/** Null for what is none. Never throws. */
export function decodeDirectWrite(bytes: Uint8Array): DirectWrite | null {
  const reader = new ByteReader(bytes);
  const origin = reader.string();
  const number = reader.varint();
  const decoded = decodeCommand(reader.bytes());
  return reader.finished && decoded.ok ? { origin, number, command: decoded.command } : null;
}
