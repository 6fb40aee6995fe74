import type { WalErrorCode, WalOpenError } from '../../wal/open.js';

/** Everything that a partition's log may answer instead of doing what it was asked. None of its own codes is retriable. */
export type LogErrorCode =
  /** What its disk says; see there. */
  | WalErrorCode
  /** A batch without a record, or with a number that no record has. Kafka's code 87. */
  | 'INVALID_RECORD'
  /** A follower was given a batch that does not continue its log. Kafka's `UnexpectedAppendOffsetException`. */
  | 'UNEXPECTED_APPEND_OFFSET'
  /** The batch is of an epoch before the log's newest, so its sender is no leader any more. */
  | 'STALE_LEADER_EPOCH'
  /** A read from before the start of the log or from behind its end. Kafka's code 1. */
  | 'OFFSET_OUT_OF_RANGE';

/** Why a log cannot be opened. `LOG_CORRUPT`: a record that is intact makes no sense, so it is not from this program. */
export type LogOpenError =
  | WalOpenError
  | { readonly code: 'LOG_CORRUPT'; readonly lsn: number; readonly reason: string };
