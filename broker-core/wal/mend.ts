import type { Disk } from '../env.js';
import { runDiskSteps, type DiskStep, type StepsDone } from './disk-steps.js';
import type { LastSegment } from './recover.js';
import { encodeSegmentHeader } from './segment.js';

/**
 * Makes what recovery found durable, and the last segment fit to go on in. Doing it again, or half of it and then all, gives
 * the same bytes.
 *
 * The last batch is written once more, as it is, before the sync:
 *
 * 1. A sync fails; the log is fenced, the process restarts, the machine does not.
 * 2. The batch still stands in the page cache, marked clean, and not on disk. Recovery reads it and calls it recovered.
 * 3. A sync alone has nothing to do and succeeds. Power fails: records are gone that were served since.
 *
 * One commit is under way at a time, so only the last batch can be in that state.
 */
export function mendLast(disk: Disk, directory: string, last: LastSegment, done: StepsDone): void {
  const { path, firstLsn } = last.segment;
  const finishRoll = last.goodBytes === 0;
  const steps: DiskStep[] = [];
  if (last.bytes.length > last.goodBytes)
    steps.push({ operation: 'truncate', path, sizeBytes: last.goodBytes });
  steps.push(
    finishRoll
      ? { operation: 'write', path, offsetBytes: 0, bytes: encodeSegmentHeader(firstLsn) }
      : {
          operation: 'write',
          path,
          offsetBytes: last.lastBatchBytes,
          bytes: last.bytes.subarray(last.lastBatchBytes, last.goodBytes),
        },
    { operation: 'sync', path },
    { operation: 'syncDirectory', path: directory },
  );
  runDiskSteps(disk, steps, done);
}
