import type { Disk, DiskResult } from '../env.js';
import type { WalDiskFailure, WalOpenError } from './errors.js';
import type { ResolvedWalOptions } from './options.js';
import { scanSegment, tornHeader } from './scan.js';
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

/** How the first header came to be on disk, and so what a crash may leave of it. */
type HeaderOptions = Pick<ResolvedWalOptions, 'createdBy' | 'sectorBytes'>;

/** Reads all segments of `directory` in order and changes nothing. */
export function findLog(
  disk: Disk,
  directory: string,
  options: HeaderOptions,
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
    readSegments(
      disk,
      directory,
      options,
      firstLsns.sort((a, b) => a - b),
      onRecord,
      done,
    );
  });
}

function readSegments(
  disk: Disk,
  directory: string,
  { createdBy, sectorBytes }: HeaderOptions,
  firstLsns: readonly number[],
  onRecord: RecordCallback,
  done: (result: FoundResult) => void,
): void {
  const segments: Segment[] = [];
  let nextLsn = 1;
  let last: LastSegment | null = null;

  const take = (segment: Segment, bytes: Uint8Array): WalOpenError | null => {
    const { firstLsn } = segment;
    const isFirst = segments.length === 0;
    const isLast = segments.length === firstLsns.length - 1;
    // The oldest segment may start anywhere: earlier ones were dropped. Between segments none is missing.
    if (!isFirst && firstLsn !== nextLsn)
      return corrupt(segment, 0, `it starts with record ${firstLsn}, but ${nextLsn} is the next`);
    nextLsn = firstLsn;
    segments.push(segment);
    if (decodeSegmentHeader(bytes) !== firstLsn) {
      // A header with a sync of its own is durable before any record is written behind it: a bad one behind
      // which there is something has rotted.
      const mayBeTorn = createdBy === 'firstCommit' && firstLsn === 1;
      const isTorn = mayBeTorn && tornHeader(bytes, firstLsn, sectorBytes);
      if (!isLast || !(isTorn || bytes.length <= SEGMENT_HEADER_BYTES))
        return corrupt(segment, 0, 'its header is damaged');
      last = { segment, bytes, goodBytes: 0, lastBatchBytes: 0 };
      return null;
    }
    const scanned = scanSegment(bytes, firstLsn, onRecord);
    const { endBytes: goodBytes, lastBatchBytes, end } = scanned;
    if (end.kind === 'corrupt') return corrupt(segment, goodBytes, end.reason);
    // A segment gets a successor only when all of it is durable, so only the last can be torn.
    if (end.kind === 'torn' && !isLast)
      return corrupt(segment, goodBytes, `record ${scanned.nextLsn} is damaged`);
    nextLsn = scanned.nextLsn;
    if (isLast) last = { segment, bytes, goodBytes, lastBatchBytes };
    return null;
  };

  const readNext = (): void => {
    const firstLsn = firstLsns[segments.length];
    if (firstLsn === undefined) {
      done({ ok: true, found: { segments, last, nextLsn } });
      return;
    }
    const path = segmentPath(directory, firstLsn);
    readWhole(disk, path, (result) => {
      if (!result.ok) {
        done(result);
        return;
      }
      const error = take({ path, firstLsn, sizeBytes: result.bytes.length }, result.bytes);
      if (error === null) readNext();
      else done({ ok: false, error });
    });
  };
  readNext();
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
