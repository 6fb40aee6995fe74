import type { Env } from '../../env.js';
import { openWal, type WalOptions, type WalRecord, type WalRecovered } from '../../wal/open.js';
import { decodeEntry } from './codec.js';
import { type LogOpenError, LogState } from './state.js';
import { PartitionLog, type LogEpochs, type LogListener } from './partition-log.js';

export type { ReadBatches, LogErrorCode } from './state.js';
export type { PartitionLog } from './partition-log.js';

export interface PartitionLogOptions extends LogListener {
  /** Of the write-ahead log; default: its own defaults. */
  readonly wal?: WalOptions;
  /** Default: `of-one-topic`. */
  readonly epochs?: LogEpochs;
}

export type PartitionLogOpened =
  | { readonly ok: true; readonly log: PartitionLog; readonly recovered: WalRecovered }
  | { readonly ok: false; readonly error: LogOpenError };

/** Opens the log of a partition in `directory`, creating it if there is none, from what is on disk alone. */
export function openPartitionLog(
  env: Env,
  directory: string,
  options: PartitionLogOptions,
  done: (result: PartitionLogOpened) => void,
): void {
  const state = new LogState();
  let error: LogOpenError | null = null;
  const onRecord = (record: WalRecord): void => {
    error ??= applyRecord(state, record);
  };
  openWal(env, directory, options.wal ?? {}, onRecord, (opened) => {
    if (!opened.ok) done(opened);
    else if (error !== null) {
      const refused = { ok: false, error } as const;
      opened.wal.close(() => done(refused));
    } else {
      const log = new PartitionLog(opened.wal, state, options, options.epochs ?? 'of-one-topic');
      done({ ok: true, log, recovered: opened.recovered });
    }
  });
}

function applyRecord(state: LogState, record: WalRecord): LogOpenError | null {
  const entry = decodeEntry(record);
  const reason = entry === null ? `record type ${record.type} cannot be read` : state.fault(entry);
  if (entry === null || reason !== null)
    return { code: 'LOG_CORRUPT', lsn: record.lsn, reason: reason ?? '' };
  state.apply(entry, record.lsn, record.payload.length);
  return null;
}
