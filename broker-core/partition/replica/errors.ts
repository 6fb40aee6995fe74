import { assert } from '../../assert.js';
import type { FailureName } from '../../protocol/errors.js';
import type { LogErrorCode } from '../log/open.js';

/** `null`: a leader's own append does not end so. */
const APPEND_ERRORS: Readonly<Record<LogErrorCode, FailureName | null>> = {
  // Kafka would block. The code that promises least is the honest one, and clients try again.
  WAL_QUEUE_FULL: 'REQUEST_TIMED_OUT',
  WAL_RECORD_TOO_LARGE: 'MESSAGE_TOO_LARGE',
  WAL_FENCED: 'KAFKA_STORAGE_ERROR',
  WAL_CLOSED: 'NOT_LEADER_OR_FOLLOWER',
  INVALID_RECORD: 'INVALID_REQUEST',
  UNEXPECTED_APPEND_OFFSET: null,
  STALE_LEADER_EPOCH: null,
  OFFSET_OUT_OF_RANGE: null,
};

/** What a producer is told when the log refuses its batch. In no case is the batch in the log. */
export function appendError(code: LogErrorCode): FailureName {
  const error = APPEND_ERRORS[code];
  assert(error !== null, `a leader's own append does not end with ${code}`);
  return error;
}

/** What a leader is told when a follower's log refuses its batch. A full queue is no refusal: the rest is sent again. */
export const STORE_ERRORS: Readonly<Record<Exclude<LogErrorCode, 'WAL_QUEUE_FULL'>, FailureName>> = {
  WAL_FENCED: 'KAFKA_STORAGE_ERROR',
  WAL_CLOSED: 'KAFKA_STORAGE_ERROR',
  WAL_RECORD_TOO_LARGE: 'MESSAGE_TOO_LARGE',
  INVALID_RECORD: 'CORRUPT_MESSAGE',
  UNEXPECTED_APPEND_OFFSET: 'CORRUPT_MESSAGE',
  STALE_LEADER_EPOCH: 'CORRUPT_MESSAGE',
  OFFSET_OUT_OF_RANGE: 'CORRUPT_MESSAGE',
};
