import { assert } from '../assert.js';
import type { Env } from '../env.js';
import { createDirectory, createSegment } from './create-segment.js';
import { SegmentedLog } from './log.js';
import { mendLast } from './mend.js';
import { resolveWalOptions, type WalOptions } from './options.js';
import { diskError, findLog, type Found, type LastSegment } from './recover.js';
import { SEGMENT_HEADER_BYTES } from './segment.js';
import type { RecordCallback, WalOpened, WalRecovered } from './types.js';

export type { WalRecord } from './frame.js';
export type { WalErrorCode, WalOpenError } from './errors.js';
export type { WalOptions } from './options.js';
export type { DurableCallback, RecordCallback, Wal, WalOpened, WalRecovered } from './types.js';

/**
 * Opens the log in `directory` (absolute, no `/` at its end), creating it if there is none, from what is on disk alone.
 *
 * `onRecord` gets every recovered record in order before `done` is called; all of them are durable by then. A torn tail is cut off
 * and reported. A damaged record that was durable once is refused with `WAL_CORRUPT`, and `onRecord` has then seen what precedes
 * it: drop that. One process may have the log open at a time.
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
  findLog(env.disk, directory, counted, (result) => {
    if (!result.ok) {
      done(result);
      return;
    }
    const { found } = result;
    const finish = (recovered: WalRecovered): void => {
      done({
        ok: true,
        wal: new SegmentedLog(env, directory, resolved, found.segments, found.nextLsn),
        recovered,
      });
    };
    if (found.last === null) createFirst(env, directory, found, finish, done);
    else goOn(env, directory, found.last, found, recordCount, finish, done);
  });
}

type Finish = (recovered: WalRecovered) => void;
type Fail = (result: WalOpened) => void;

function createFirst(env: Env, directory: string, found: Found, finish: Finish, fail: Fail): void {
  createDirectory(env.disk, directory, (directoryFailure) => {
    if (directoryFailure !== null) {
      fail(diskError(directoryFailure));
      return;
    }
    createSegment(env.disk, directory, found.nextLsn, (failure, segment) => {
      if (failure !== null) {
        fail(diskError(failure));
        return;
      }
      found.segments.push(segment);
      finish({ recordCount: 0, segmentCount: 1, tornBytes: 0, finishedRoll: false });
    });
  });
}

function goOn(
  env: Env,
  directory: string,
  last: LastSegment,
  found: Found,
  recordCount: number,
  finish: Finish,
  fail: Fail,
): void {
  const finishedRoll = last.goodBytes === 0;
  const tornBytes = finishedRoll ? 0 : last.bytes.length - last.goodBytes;
  if (tornBytes > 0) {
    const detail = `${tornBytes} bytes behind record ${found.nextLsn - 1}, at ${last.goodBytes}`;
    env.trace.finding({ type: 'torn-tail', key: last.segment.path, detail });
  }
  mendLast(env.disk, directory, last, (failure) => {
    if (failure !== null) {
      fail(diskError(failure));
      return;
    }
    last.segment.sizeBytes = Math.max(last.goodBytes, SEGMENT_HEADER_BYTES);
    finish({ recordCount, segmentCount: found.segments.length, tornBytes, finishedRoll });
  });
}
