import type { Disk, DiskErrorCode } from '../env.js';

/**
 * Everything a log may answer instead of doing what it was asked, and whether asking again later can help.
 *
 * Only a full queue is retriable. Above all not `WAL_FENCED`: after a failed sync the kernel may call the
 * lost pages clean, and the next sync succeeds without them ("fsyncgate", 2018; Rebello et al., ATC 2020).
 */
export type WalErrorCode =
  /** The queue holds `queueBytesMax`, or `waitersMax` wait already. Retriable. */
  | 'WAL_QUEUE_FULL'
  /** The record does not fit into a segment or into the queue, however empty. */
  | 'WAL_RECORD_TOO_LARGE'
  /** A disk operation failed: from then on nothing is acknowledged. Open the log again to go on. */
  | 'WAL_FENCED'
  /** `close` was called. */
  | 'WAL_CLOSED';

/** What went wrong with a disk operation; a short write or read succeeded with fewer bytes than asked for. */
export type WalDiskErrorCode = DiskErrorCode | 'SHORT_WRITE' | 'SHORT_READ';

/** The disk operation that failed. */
export interface WalDiskFailure {
  readonly operation: Exclude<keyof Disk, 'rename'>;
  readonly path: string;
  readonly cause: WalDiskErrorCode;
}

/** Why a log cannot be opened. Nothing was changed on disk when it is `WAL_CORRUPT`. */
export type WalOpenError =
  | {
      readonly code: 'WAL_CORRUPT';
      readonly segment: string;
      readonly offsetBytes: number;
      readonly reason: string;
    }
  | { readonly code: 'WAL_DISK'; readonly failure: WalDiskFailure };
