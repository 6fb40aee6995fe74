import type { Disk, DiskResult } from '../env.js';
import type { WalDiskFailure, WalOpenError } from './errors.js';
import { scanSegment } from './scan.js';
import {
  decodeSegmentHeader,
  parseSegmentName,
  SEGMENT_HEADER_BYTES,
  segmentPath,
  type Segment,
} from './segment.js';
import type { RecordCallback } from './types.js';

/** What the last segment needs before the log may go on in it; see `mend.ts`. */
export interface LastSegment {
  readonly segment: Segment;
  /** As it was found. */
  readonly bytes: Uint8Array;
  /** Good bytes at its start; 0 when its creation was interrupted, and everything is still to be written. */
  readonly goodBytes: number;
  /** Where the last good batch starts. */
  readonly lastBatchBytes: number;
}

/** The log as it lies on disk. Without `last` there is none yet. */
export interface Found {
  readonly segments: Segment[];
  readonly last: LastSegment | null;
  readonly nextLsn: number;
}

export type FoundResult =
  | { readonly ok: true; readonly found: Found }
  | { readonly ok: false; readonly error: WalOpenError };

/** Reads all segments of `directory` in order and changes nothing. */
export function findLog(
  disk: Disk,
  directory: string,
  onRecord: RecordCallback,
  done: (result: FoundResult) => void,
): void {
  disk.list(directory, (listed) => {
    if (!listed.ok && listed.code !== 'ENOENT') {
      done(diskError({ operation: 'list', path: directory, cause: listed.code }));
      return;
    }
    const names = listed.ok ? listed.value : [];
    const firstLsns = names.map(parseSegmentName).filter((lsn) => lsn !== null);
    new Finder(
      disk,
      directory,
      firstLsns.sort((a, b) => a - b),
      onRecord,
      done,
    ).readNext();
  });
}

/** Goes through the segments one at a time. */
class Finder {
  private readonly segments: Segment[] = [];
  private nextLsn = 1;
  private last: LastSegment | null = null;

  constructor(
    private readonly disk: Disk,
    private readonly directory: string,
    private readonly firstLsns: readonly number[],
    private readonly onRecord: RecordCallback,
    private readonly done: (result: FoundResult) => void,
  ) {}

  readNext(): void {
    const firstLsn = this.firstLsns[this.segments.length];
    if (firstLsn === undefined) {
      this.done({ ok: true, found: { segments: this.segments, last: this.last, nextLsn: this.nextLsn } });
      return;
    }
    const path = segmentPath(this.directory, firstLsn);
    readWhole(this.disk, path, (result) => {
      if (!result.ok) {
        this.done(result);
        return;
      }
      const error = this.take({ path, firstLsn, sizeBytes: result.bytes.length }, result.bytes);
      if (error === null) this.readNext();
      else this.done({ ok: false, error });
    });
  }

  private take(segment: Segment, bytes: Uint8Array): WalOpenError | null {
    const isFirst = this.segments.length === 0;
    const isLast = this.segments.length === this.firstLsns.length - 1;
    // The oldest segment may start anywhere: earlier ones were dropped. Between segments none is missing.
    if (!isFirst && segment.firstLsn !== this.nextLsn) {
      return corrupt(
        segment,
        0,
        `it starts with record ${segment.firstLsn}, but ${this.nextLsn} is the next`,
      );
    }
    this.nextLsn = segment.firstLsn;
    this.segments.push(segment);
    if (decodeSegmentHeader(bytes) !== segment.firstLsn) {
      // No record goes into a file before its header is durable: so a file that short never held one.
      if (!isLast || bytes.length > SEGMENT_HEADER_BYTES) return corrupt(segment, 0, 'its header is damaged');
      this.last = { segment, bytes, goodBytes: 0, lastBatchBytes: 0 };
      return null;
    }
    return this.takeRecords(segment, bytes, isLast);
  }

  private takeRecords(segment: Segment, bytes: Uint8Array, isLast: boolean): WalOpenError | null {
    const { nextLsn, endBytes, lastBatchBytes, end } = scanSegment(bytes, segment.firstLsn, this.onRecord);
    if (end.kind === 'corrupt') return corrupt(segment, endBytes, end.reason);
    // A segment gets a successor only when all of it is durable, so only the last can be torn.
    if (end.kind === 'torn' && !isLast) return corrupt(segment, endBytes, `record ${nextLsn} is damaged`);
    this.nextLsn = nextLsn;
    if (isLast) this.last = { segment, bytes, goodBytes: endBytes, lastBatchBytes };
    return null;
  }
}

function corrupt(segment: Segment, offsetBytes: number, reason: string): WalOpenError {
  return { code: 'WAL_CORRUPT', segment: segment.path, offsetBytes, reason };
}

type ReadWhole = { readonly ok: true; readonly bytes: Uint8Array } | ReturnType<typeof diskError>;

function readWhole(disk: Disk, path: string, done: (result: ReadWhole) => void): void {
  disk.sizeBytes(path, (size) => {
    if (!size.ok) {
      done(diskError({ operation: 'sizeBytes', path, cause: size.code }));
      return;
    }
    disk.read(path, 0, size.value, (read) => done(checkedRead(path, size.value, read)));
  });
}

/** Fewer bytes than the file has would look like a torn tail, and be cut off. */
function checkedRead(path: string, sizeBytes: number, read: DiskResult<Uint8Array>): ReadWhole {
  if (!read.ok) return diskError({ operation: 'read', path, cause: read.code });
  if (read.value.length !== sizeBytes) return diskError({ operation: 'read', path, cause: 'SHORT_READ' });
  return { ok: true, bytes: read.value };
}

export function diskError(failure: WalDiskFailure): { readonly ok: false; readonly error: WalOpenError } {
  return { ok: false, error: { code: 'WAL_DISK', failure } };
}
