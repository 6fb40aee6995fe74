import type { WalRecord } from './frame.js';
import type { WalDiskFailure, WalErrorCode, WalOpenError } from './errors.js';

/** Told once: `null` when the record is durable, or why it never will be acknowledged. */
export type DurableCallback = (error: WalErrorCode | null) => void;

/** A segmented write-ahead log. Records have numbers (lsn) 1, 2, 3, …; durable ones form a prefix. */
export interface Wal {
  /** What the next record will be. */
  readonly nextLsn: number;
  /** Everything up to and including it is durable; 0 in a new log. */
  readonly durableLsn: number;
  /** The oldest record that is kept, or `nextLsn` when there is none. */
  readonly firstLsn: number;
  /** Size of all segment files. */
  readonly sizeBytes: number;
  /** Buffered or being written; bounded by `queueBytesMax`. */
  readonly queuedBytes: number;
  /** The disk operation that fenced the log for good, or `null`. */
  readonly failed: WalDiskFailure | null;

  /** Buffers a copy for the next commit (`WalOptions.commit`); gives its lsn, or says why not. */
  append(type: number, payload: Uint8Array): number | WalErrorCode;

  /**
   * Calls back once everything up to `lsn` is durable: at once if it is already, else in the event that ends
   * the sync, in the order of lsn, then of calling. What a callback appends goes with the next commit.
   */
  whenDurable(lsn: number, done: DurableCallback): void;

  /**
   * Calls back when the log is fenced, even if nobody waits for a record, and behind those who do; at once if
   * it is already. One may ask.
   */
  whenFailed(done: () => void): void;

  /** Removes whole segments before `beforeLsn`, not the last. What replaces them must be durable. */
  truncateHead(beforeLsn: number): void;

  /** Refuses further appends, commits what is buffered, then calls back. The log may then be opened again. */
  close(done: DurableCallback): void;
}

/** What recovery found, and had to mend. */
export interface WalRecovered {
  readonly recordCount: number;
  readonly segmentCount: number;
  /** Bytes cut off behind the last good record: a commit that a crash interrupted. Usually 0. */
  readonly tornBytes: number;
  /** A crash had interrupted the creation of the last segment, and recovery has finished it. */
  readonly finishedRoll: boolean;
}

export type WalOpened =
  | { readonly ok: true; readonly wal: Wal; readonly recovered: WalRecovered }
  | { readonly ok: false; readonly error: WalOpenError };

/** Gets each recovered record in order. The payload is a view into the segment: copy what you keep. */
export type RecordCallback = (record: WalRecord) => void;
