import { assert } from '../assert.js';
import type { Env } from '../env.js';
import type { WalDiskFailure } from './errors.js';
import { SegmentedLog } from './log.js';
import { createLog, mendLast, type SyncCreated } from './mend.js';
import { resolveWalOptions, type ResolvedWalOptions, type WalOptions } from './options.js';
import { diskError, findLog, type Found, type LastSegment } from './recover.js';
import { SEGMENT_HEADER_BYTES } from './segment.js';
import type { RecordCallback, WalOpened, WalRecovered } from './types.js';

export type { WalRecord } from './frame.js';
export type { WalErrorCode, WalOpenError } from './errors.js';
export type { WalOptions } from './options.js';
export type { DurableCallback, RecordCallback, Wal, WalOpened, WalRecovered } from './types.js';

/**
 * Opens the log in `directory` (absolute, no `/` at its end) from what is on disk alone; creates it if there
 * is none.
 *
 * `onRecord` gets every recovered record in order before `done` is called; all of them are durable by then. A
 * torn tail is cut off and reported. A damaged record that was durable once is refused with `WAL_CORRUPT`,
 * and `onRecord` has then seen what precedes it: drop that. One process may have the log open at a time.
 */
export function openWal(
  env: Env,
  directory: string,
  options: WalOptions,
  onRecord: RecordCallback,
  done: (result: WalOpened) => void,
): void {
  assert(directory.startsWith('/') && !directory.endsWith('/'), 'directory is an absolute path');
  const resolved = resolveWalOptions(options);
  let recordCount = 0;
  const counted: RecordCallback = (record) => {
    recordCount++;
    onRecord(record);
  };
  findLog(env.disk, directory, resolved, counted, (result) => {
    if (!result.ok) {
      done(result);
      return;
    }
    const { segments, last, nextLsn } = result.found;
    const finish: Finish = (failure, mended, created = null) => {
      if (failure !== null) {
        done(diskError(failure));
        return;
      }
      const wal = new SegmentedLog(env, directory, resolved, segments, nextLsn, created);
      done({ ok: true, wal, recovered: { recordCount, segmentCount: segments.length, ...mended } });
    };
    if (last === null) createFirst(env, directory, result.found, resolved.createdBy, finish);
    else goOn(env, directory, last, nextLsn, finish);
  });
}

type Finish = (
  failure: WalDiskFailure | null,
  mended: Pick<WalRecovered, 'tornBytes' | 'finishedRoll'>,
  created?: SyncCreated | null,
) => void;

function createFirst(
  { disk }: Env,
  directory: string,
  { segments, nextLsn }: Found,
  createdBy: ResolvedWalOptions['createdBy'],
  finish: Finish,
): void {
  const mended = { tornBytes: 0, finishedRoll: false };
  createLog(disk, directory, nextLsn, (failure, segment, sync) => {
    segments.push(segment);
    if (failure !== null) finish(failure, mended);
    else if (createdBy === 'firstCommit') finish(null, mended, sync);
    else sync((syncFailure) => finish(syncFailure, mended));
  });
}

function goOn(env: Env, directory: string, last: LastSegment, nextLsn: number, finish: Finish): void {
  const { segment, bytes, goodBytes } = last;
  const finishedRoll = goodBytes === 0 && bytes.length <= SEGMENT_HEADER_BYTES;
  const tornBytes = finishedRoll ? 0 : bytes.length - goodBytes;
  if (tornBytes > 0) {
    const detail = `${tornBytes} bytes behind record ${nextLsn - 1}, at ${goodBytes}`;
    env.trace.finding({ type: 'torn-tail', key: segment.path, detail });
  }
  mendLast(env.disk, directory, last, (failure) => {
    segment.sizeBytes = Math.max(goodBytes, SEGMENT_HEADER_BYTES);
    finish(failure, { tornBytes, finishedRoll });
  });
}
