/**
 * The metadata WAL: what a leader has written without Raft, on its own disk, in a directory of its own
 * (S4:L143-144). Commits in groups, as every other log here. Nothing is ever cut from its front.
 */
import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import type { Env, NodeId } from '../../env.js';
import { decodeCommand, encodeCommand, type Command } from '../../protocol/commands.js';
import type { DurableCallback, Wal, WalOpenError, WalOptions, WalRecord } from '../../wal/open.js';
import { openWal } from '../../wal/open.js';

const DIRECTORY = '/data/metadata-wal';
const WRITE = 1;

/** A write that is in no Raft log: who made it, its number among theirs, and what it says. */
export interface DirectWrite {
  readonly origin: NodeId;
  /** 1, 2, 3, … in all lives of the origin. */
  readonly number: number;
  readonly command: Command;
}

/** The same on every node, so all give a topic one id; the quoted code draws one on each (spec d.1). */
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

export interface MetadataWal {
  /** What was found on the disk, in order: own writes, and those that other leaders have sent. */
  readonly recovered: readonly DirectWrite[];
  /** Calls back when the write is durable, or will never be. */
  append(write: DirectWrite, done: DurableCallback): void;
}

export type MetadataWalOpened =
  | { readonly ok: true; readonly wal: MetadataWal }
  | { readonly ok: false; readonly code: WalOpenError['code'] | 'UNREADABLE_RECORD' };

export function openMetadataWal(
  env: Env,
  options: WalOptions,
  done: (opened: MetadataWalOpened) => void,
): void {
  const recovered: DirectWrite[] = [];
  let unreadable = false;
  const take = ({ payload }: WalRecord): void => {
    const write = decodeDirectWrite(payload.slice());
    if (write === null) unreadable = true;
    else recovered.push(write);
  };
  openWal(env, DIRECTORY, options, take, (opened) => {
    if (!opened.ok) done({ ok: false, code: opened.error.code });
    else if (unreadable) done({ ok: false, code: 'UNREADABLE_RECORD' });
    else done({ ok: true, wal: { recovered, append: appendTo(opened.wal) } });
  });
}

function appendTo(wal: Wal): MetadataWal['append'] {
  return (write, done) => {
    const lsn = wal.append(WRITE, encodeDirectWrite(write));
    if (typeof lsn === 'number') wal.whenDurable(lsn, done);
    else done(lsn);
  };
}
