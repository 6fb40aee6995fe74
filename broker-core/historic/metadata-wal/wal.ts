/**
 * The metadata WAL: what a leader has written without Raft, on its own disk, in a directory of its own (S4:L143-144). Commits in
 * groups, as every other log here. Nothing is ever cut from its front.
 */
import type { Env } from '../../env.js';
import {
  openWal,
  type DurableCallback,
  type Wal,
  type WalOpenError,
  type WalOptions,
} from '../../wal/open.js';
import { decodeDirectWrite, encodeDirectWrite, type DirectWrite } from './direct-write.js';

const DIRECTORY = '/data/metadata-wal';
const WRITE = 1;

export class MetadataWal {
  /** What was found on the disk, in order: own writes, and those that other leaders have sent. */
  readonly recovered: readonly DirectWrite[];
  readonly #wal: Wal;

  constructor(wal: Wal, recovered: readonly DirectWrite[]) {
    this.#wal = wal;
    this.recovered = recovered;
  }

  /** Calls back when the write is durable, or will never be. */
  append(write: DirectWrite, done: DurableCallback): void {
    const lsn = this.#wal.append(WRITE, encodeDirectWrite(write));
    if (typeof lsn === 'number') this.#wal.whenDurable(lsn, done);
    else done(lsn);
  }
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
  openWal(
    env,
    DIRECTORY,
    options,
    ({ payload }) => {
      const write = decodeDirectWrite(payload.slice());
      if (write === null) unreadable = true;
      else recovered.push(write);
    },
    (opened) => {
      if (!opened.ok) done({ ok: false, code: opened.error.code });
      else if (unreadable) done({ ok: false, code: 'UNREADABLE_RECORD' });
      else done({ ok: true, wal: new MetadataWal(opened.wal, recovered) });
    },
  );
}
