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
  const segment = { path: segmentPath(directory, firstLsn), firstLsn, sizeBytes: SEGMENT_HEADER_BYTES };
  runDiskSteps(disk, segmentSteps(directory, segment, []), (failure) => done(failure, segment));
}

/** Creates the folder and the first segment in it. */
export function createLog(
  disk: Disk,
  directory: string,
  firstLsn: number,
  done: (failure: WalDiskFailure | null, segment: Segment) => void,
): void {
  const segment = { path: segmentPath(directory, firstLsn), firstLsn, sizeBytes: SEGMENT_HEADER_BYTES };
  const above = foldersToSync(disk, directory);
  const steps = [
    { operation: 'makeDirectory', path: directory } as const,
    ...segmentSteps(directory, segment, above),
  ];
  runDiskSteps(disk, steps, (failure) => {
    if (failure === null) noteNamed(disk, above);
    done(failure, segment);
  });
}

function segmentSteps(
  directory: string,
  { path, firstLsn }: Segment,
  above: readonly string[],
): readonly (DiskStep | readonly DiskStep[])[] {
  return [
    { operation: 'create', path },
    { operation: 'write', path, offsetBytes: 0, bytes: encodeSegmentHeader(firstLsn) },
    syncsOf(directory, path, above),
  ];
}

/** They wait for nothing of each other: only what is acknowledged later waits for them all. */
function syncsOf(directory: string, path: string, above: readonly string[]): readonly DiskStep[] {
  const folders = [directory, ...above].map(
    (folder) => ({ operation: 'syncDirectory', path: folder }) as const,
  );
  return [{ operation: 'sync', path }, ...folders];
}

/** Of one life's disk: folders whose names, up to the root, a sync has made durable since it began. */
const foldersNamed = new WeakMap<Disk, Set<string>>();

function noteNamed(disk: Disk, folders: readonly string[]): void {
  foldersNamed.set(disk, new Set([...(foldersNamed.get(disk) ?? []), ...folders]));
}

/** A folder's name stands in the one above: those from the parent to the first whose own name is durable. */
function foldersToSync(disk: Disk, directory: string): readonly string[] {
  const folders: string[] = [];
  for (let path = directory; path !== '/';) {
    path = path.slice(0, path.lastIndexOf('/')) || '/';
    folders.push(path);
    if (foldersNamed.get(disk)?.has(path) === true) break;
  }
  return folders;
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
  // A creation that was interrupted may have made none of the names durable.
  const above = foldersToSync(disk, directory);
  const steps: (DiskStep | readonly DiskStep[])[] = [];
  if (bytes.length > goodBytes) steps.push({ operation: 'truncate', path, sizeBytes: goodBytes });
  steps.push({ operation: 'write', path, offsetBytes, bytes: again }, syncsOf(directory, path, above));
  runDiskSteps(disk, steps, (failure) => {
    if (failure === null) noteNamed(disk, above);
    done(failure);
  });
}
