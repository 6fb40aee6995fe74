/** What is written before a log may go on: new segments, their folder, the mended end of the last segment. */
import type { Disk } from '../env.js';
import { runDiskSteps, type DiskStep, type StepsDone } from './disk-steps.js';
import type { WalDiskFailure } from './errors.js';
import type { LastSegment } from './recover.js';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentPath, type Segment } from './segment.js';

/**
 * Creates a segment, durable in bytes and in name, before any record goes into it:
 *
 * 1. Without the sync of the directory: records are written, synced and acknowledged; power fails; the file
 *    has no name any more, and acknowledged records are gone.
 * 2. Without the sync of the header before the first record: a bad header could be a torn write or rot, and
 *    nothing says whether the records behind it were ever durable.
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

/** Creates the folder, durable itself: each folder's name stands in the one above, which is synced too. */
export function createDirectory(disk: Disk, directory: string, done: StepsDone): void {
  const steps: DiskStep[] = [{ operation: 'makeDirectory', path: directory }];
  for (let slash = 0; slash >= 0; slash = directory.indexOf('/', slash + 1))
    steps.push({ operation: 'syncDirectory', path: directory.slice(0, slash) || '/' });
  runDiskSteps(disk, steps, done);
}

/**
 * Makes what recovery found durable, and the last segment fit to go on in. Doing it again, wholly or in part,
 * gives the same bytes.
 *
 * The last batch is written once more, as it is, before the sync:
 *
 * 1. A sync fails; the log is fenced, the process restarts, the machine does not.
 * 2. The batch still stands in the page cache, marked clean, and not on disk. Recovery reads it.
 * 3. A sync alone has nothing to do and succeeds. Power fails: records are gone that were served since.
 *
 * One commit is under way at a time, so only the last batch can be in that state.
 */
export function mendLast(disk: Disk, directory: string, last: LastSegment, done: StepsDone): void {
  const { bytes, goodBytes, lastBatchBytes: offsetBytes } = last;
  const { path, firstLsn } = last.segment;
  const again = goodBytes === 0 ? encodeSegmentHeader(firstLsn) : bytes.subarray(offsetBytes, goodBytes);
  const steps: DiskStep[] = [];
  if (bytes.length > goodBytes) steps.push({ operation: 'truncate', path, sizeBytes: goodBytes });
  steps.push(
    { operation: 'write', path, offsetBytes, bytes: again },
    { operation: 'sync', path },
    { operation: 'syncDirectory', path: directory },
  );
  runDiskSteps(disk, steps, done);
}
