/** What is written before a log may go on: new segments, their folder, the mended end of the last segment. */
import type { Disk } from '../env.js';
import { runDiskSteps, type DiskStep, type StepsDone } from './disk-steps.js';
import type { WalDiskFailure } from './errors.js';
import type { LastSegment } from './recover.js';
import { encodeSegmentHeader, SEGMENT_HEADER_BYTES, segmentPath, type Segment } from './segment.js';

/**
 * Creates a segment that follows another, durable in bytes and in name, before any record goes into it:
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
  const steps = [...segmentSteps(segment), syncsOf(directory, segment.path, [])];
  runDiskSteps(disk, steps, (failure) => done(failure, segment));
}

/** Makes what was created durable, in bytes and in name; given the first commit to carry out with its own. */
export type SyncCreated = (done: StepsDone) => void;

/**
 * Creates the folder and the first segment in it, and says how that becomes durable. The log may go on before
 * it is, if nothing that is in it counts as durable until then: recovery takes a header that was lost for the
 * beginning of the first batch (`tornHeader`).
 */
export function createLog(
  disk: Disk,
  directory: string,
  firstLsn: number,
  done: (failure: WalDiskFailure | null, segment: Segment, sync: SyncCreated) => void,
): void {
  const segment = { path: segmentPath(directory, firstLsn), firstLsn, sizeBytes: SEGMENT_HEADER_BYTES };
  const sync: SyncCreated = (synced) => {
    const above = foldersToSync(disk, directory);
    runDiskSteps(disk, [syncsOf(directory, segment.path, above)], (failure) => {
      if (failure === null) noteNamed(disk, above);
      synced(failure);
    });
  };
  const steps = [{ operation: 'makeDirectory', path: directory } as const, ...segmentSteps(segment)];
  runDiskSteps(disk, steps, (failure) => done(failure, segment, sync));
}

function segmentSteps({ path, firstLsn }: Segment): readonly DiskStep[] {
  return [
    { operation: 'create', path },
    { operation: 'write', path, offsetBytes: 0, bytes: encodeSegmentHeader(firstLsn) },
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
 * One commit is under way at a time, so only the last batch can be in that state, and with the first batch of
 * a file its header, which may have had no sync before.
 */
export function mendLast(disk: Disk, directory: string, last: LastSegment, done: StepsDone): void {
  const { bytes, goodBytes, lastBatchBytes } = last;
  const { path, firstLsn } = last.segment;
  const offsetBytes = lastBatchBytes <= SEGMENT_HEADER_BYTES ? 0 : lastBatchBytes;
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
