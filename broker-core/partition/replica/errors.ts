import { assert, unreachable } from '../../assert.js';
import type { FailureName } from '../../protocol/errors.js';
import type { LogErrorCode } from '../log/open.js';

/** What a producer is told when the log refuses its batch. In no case is the batch in the log. */
export function appendError(code: LogErrorCode): FailureName {
  switch (code) {
    case 'WAL_QUEUE_FULL':
      // Kafka would block. The code that promises least is the honest one, and clients try again.
      return 'REQUEST_TIMED_OUT';
    case 'WAL_RECORD_TOO_LARGE':
      return 'MESSAGE_TOO_LARGE';
    case 'WAL_FENCED':
      return 'KAFKA_STORAGE_ERROR';
    case 'WAL_CLOSED':
      return 'NOT_LEADER_OR_FOLLOWER';
    case 'INVALID_RECORD':
      return 'INVALID_REQUEST';
    case 'UNEXPECTED_APPEND_OFFSET':
    case 'STALE_LEADER_EPOCH':
    case 'OFFSET_OUT_OF_RANGE':
      assert(false, `a leader's own append does not end with ${code}`);
      return 'UNKNOWN_SERVER_ERROR';
    default:
      return unreachable(code);
  }
}

/** What a leader is told when a follower's log refuses its batch. A full queue is no refusal: the rest is sent again. */
export function storeError(code: Exclude<LogErrorCode, 'WAL_QUEUE_FULL'>): FailureName {
  switch (code) {
    case 'WAL_FENCED':
    case 'WAL_CLOSED':
      return 'KAFKA_STORAGE_ERROR';
    case 'WAL_RECORD_TOO_LARGE':
      return 'MESSAGE_TOO_LARGE';
    case 'INVALID_RECORD':
    case 'UNEXPECTED_APPEND_OFFSET':
    case 'STALE_LEADER_EPOCH':
    case 'OFFSET_OUT_OF_RANGE':
      return 'CORRUPT_MESSAGE';
    default:
      return unreachable(code);
  }
}
