import { assert } from '../assert.js';
import { FRAME_HEADER_BYTES } from './frame.js';
import { SEGMENT_HEADER_BYTES } from './segment.js';

/**
 * When buffered records are written and synced.
 *
 * - `notify`: as soon as somebody waits for one, or a batch is full; at once when the log is idle.
 * - `tick`: only every `periodUs` since the log was opened. A tick during a commit starts the next after it.
 * - `notifyOrTick`: as `notify`, and what nobody waits for goes with the next tick.
 */
export type CommitStrategy =
  | { readonly on: 'notify' }
  | { readonly on: 'tick'; readonly periodUs: number }
  | { readonly on: 'notifyOrTick'; readonly periodUs: number };

export interface WalOptions {
  /** Default `{on: 'notify'}`. */
  readonly commit?: CommitStrategy;
  /**
   * A second committer on the same queue, which ticks at whole multiples of this since the process's clock
   * was 0; 0, the default: none. Its tick closes what is queued as a batch. The file belongs to one committer
   * at a time, so batches are written in order.
   */
  readonly secondCommitterUs?: number;
  /** All that is queued is also committed at whole multiples of this since opening; 0, the default: never. */
  readonly flushEveryUs?: number;
  /** Most records in one write and sync; default 10,000. */
  readonly batchRecordsMax?: number;
  /** Most bytes in one write and sync; default 16 MiB, at most a segment. A larger record goes alone. */
  readonly batchBytesMax?: number;
  /** Most records buffered or being written; default 1,000,000. Beyond it, appends get `WAL_QUEUE_FULL`. */
  readonly queueRecordsMax?: number;
  /** Most bytes buffered or being written; default 64 MiB. Beyond it, appends get `WAL_QUEUE_FULL`. */
  readonly queueBytesMax?: number;
  /** Most callbacks waiting at one time; default 1,000,000. Reaching it answers `WAL_QUEUE_FULL`. */
  readonly waitersMax?: number;
  /** No segment file grows beyond this; default 64 MiB. */
  readonly segmentBytesMax?: number;
  /**
   * What makes a new log's first file durable: syncs of its own before the log is open (the default), or the
   * first commit, so that a first record waits for one sync and not for two.
   */
  readonly createdBy?: 'ownSync' | 'firstCommit';
  /** The least that the device writes whole or not at all; default 512. It holds a file's header. */
  readonly sectorBytes?: number;
}

export type ResolvedWalOptions = Required<WalOptions>;

const MEBIBYTE = 1024 * 1024;

const DEFAULTS: ResolvedWalOptions = {
  commit: { on: 'notify' },
  secondCommitterUs: 0,
  flushEveryUs: 0,
  queueRecordsMax: 1_000_000,
  batchRecordsMax: 10_000,
  batchBytesMax: 16 * MEBIBYTE,
  queueBytesMax: 64 * MEBIBYTE,
  waitersMax: 1_000_000,
  segmentBytesMax: 64 * MEBIBYTE,
  createdBy: 'ownSync',
  sectorBytes: 512,
};

/** Fills in the defaults and asserts that the bounds make sense together. */
export function resolveWalOptions(options: WalOptions): ResolvedWalOptions {
  const given = { ...DEFAULTS, ...options };
  const roomBytes = given.segmentBytesMax - SEGMENT_HEADER_BYTES;
  const resolved = { ...given, batchBytesMax: Math.min(given.batchBytesMax, roomBytes) };
  assert(resolved.sectorBytes > SEGMENT_HEADER_BYTES, "a sector holds a file's header");
  assert(roomBytes > FRAME_HEADER_BYTES, 'segmentBytesMax has room for a header and a record');
  for (const name of [
    'batchRecordsMax',
    'batchBytesMax',
    'queueRecordsMax',
    'queueBytesMax',
    'waitersMax',
    'segmentBytesMax',
  ] as const)
    assert(Number.isSafeInteger(resolved[name]) && resolved[name] > 0, `${name} is a positive integer`);
  for (const name of ['secondCommitterUs', 'flushEveryUs'] as const)
    assert(Number.isSafeInteger(resolved[name]) && resolved[name] >= 0, `${name} is an integer >= 0`);
  if (resolved.commit.on !== 'notify') {
    const { periodUs } = resolved.commit;
    assert(Number.isSafeInteger(periodUs) && periodUs > 0, 'commit.periodUs is a positive integer');
  }
  return resolved;
}
