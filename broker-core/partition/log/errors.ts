import { walErrors, type WalOpenError } from '../../wal/open.js';

/** Everything that a partition's log may answer instead of doing what it was asked; see `walErrors` for those of its disk. */
export const logErrors = {
  ...walErrors,
  /** A batch without a record, or with a number that no record has. Kafka's code 87. */
  INVALID_RECORD: { retriable: false },
  /** A follower was given a batch that does not continue its log. Kafka's `UnexpectedAppendOffsetException`. */
  UNEXPECTED_APPEND_OFFSET: { retriable: false },
  /** The batch is of an older epoch than the log's newest: whoever sent it is no leader any more. */
  STALE_LEADER_EPOCH: { retriable: false },
  /** A read from before the start of the log or from behind its end. Kafka's code 1. */
  OFFSET_OUT_OF_RANGE: { retriable: false },
} as const;

export type LogErrorCode = keyof typeof logErrors;

/** Why a log cannot be opened. `LOG_CORRUPT`: a record that is intact makes no sense, so it is not from this program. */
export type LogOpenError =
  WalOpenError | { readonly code: 'LOG_CORRUPT'; readonly lsn: number; readonly reason: string };
