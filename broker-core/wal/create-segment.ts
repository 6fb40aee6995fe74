import type { Disk } from '../env.js';
import { runDiskSteps, type DiskStep } from './disk-steps.js';
import type { WalDiskFailure } from './errors.js';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentPath, type Segment } from './segment.js';

/**
 * Creates a segment, durable in bytes and in name, before any record goes into it:
 *
 * 1. Without the sync of the directory: records are written, synced and acknowledged; power fails; the file has no name any
 *    more, and acknowledged records are gone.
 * 2. Without the sync of the header before the first record: a bad header could be a torn write or rot, and nobody could say
 *    whether the records behind it were ever durable.
 */
export function createSegment(
  disk: Disk,
  directory: string,
  firstLsn: number,
  done: (failure: WalDiskFailure | null, segment: Segment) => void,
): void {
  const path = segmentPath(directory, firstLsn);
  const steps: readonly DiskStep[] = [
    { operation: 'create', path },
    { operation: 'write', path, offsetBytes: 0, bytes: encodeSegmentHeader(firstLsn) },
    { operation: 'sync', path },
    { operation: 'syncDirectory', path: directory },
  ];
  runDiskSteps(disk, steps, (failure) => done(failure, { path, firstLsn, sizeBytes: SEGMENT_HEADER_BYTES }));
}

/** Creates the folder, durable itself: each folder's name stands in the one above, which needs a sync of its own. */
export function createDirectory(
  disk: Disk,
  directory: string,
  done: (failure: WalDiskFailure | null) => void,
): void {
  const steps: DiskStep[] = [{ operation: 'makeDirectory', path: directory }];
  for (let slash = 0; slash >= 0; slash = directory.indexOf('/', slash + 1))
    steps.push({ operation: 'syncDirectory', path: directory.slice(0, slash) || '/' });
  runDiskSteps(disk, steps, done);
}
