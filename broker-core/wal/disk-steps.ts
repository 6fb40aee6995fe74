import type { Disk, DiskResult } from '../env.js';
import type { WalDiskErrorCode, WalDiskFailure } from './errors.js';

/** Reports the first failure, or `null` when all went well. */
export type StepsDone = (failure: WalDiskFailure | null) => void;

export type DiskStep =
  | {
      readonly operation: 'makeDirectory' | 'create' | 'sync' | 'syncDirectory' | 'remove';
      readonly path: string;
    }
  | { readonly operation: 'truncate'; readonly path: string; readonly sizeBytes: number }
  | {
      readonly operation: 'write';
      readonly path: string;
      readonly offsetBytes: number;
      readonly bytes: Uint8Array;
    };

/** Does one step after the other, each only when the one before has succeeded; those of a list at once. */
export function runDiskSteps(
  disk: Disk,
  steps: readonly (DiskStep | readonly DiskStep[])[],
  done: StepsDone,
): void {
  let at = 0;
  const next = (): void => {
    const step = steps[at++];
    if (step === undefined) done(null);
    else runTogether(disk, listOf(step), (failure) => (failure === null ? next() : done(failure)));
  };
  next();
}

function listOf(step: DiskStep | readonly DiskStep[]): readonly DiskStep[] {
  return 'operation' in step ? [step] : step;
}

/** Reports when all have ended, and of several failures the first. */
function runTogether(disk: Disk, steps: readonly DiskStep[], done: StepsDone): void {
  let left = steps.length;
  let failure: WalDiskFailure | null = null;
  for (const step of steps) {
    runStep(disk, step, (cause) => {
      if (cause !== null) failure ??= { operation: step.operation, path: step.path, cause };
      left -= 1;
      if (left === 0) done(failure);
    });
  }
}

function runStep(disk: Disk, step: DiskStep, done: (cause: WalDiskErrorCode | null) => void): void {
  const finish = (result: DiskResult<unknown>): void => done(result.ok ? null : result.code);
  if (step.operation === 'write') {
    const { path, offsetBytes, bytes } = step;
    disk.write(path, offsetBytes, bytes, (result) => done(writeFault(result, bytes.length)));
  } else if (step.operation === 'truncate') disk.truncate(step.path, step.sizeBytes, finish);
  else disk[step.operation](step.path, finish);
}

/** What is wrong with a write of `sizeBytes`, if anything. A short write would leave a hole: an error. */
export function writeFault(result: DiskResult<number>, sizeBytes: number): WalDiskErrorCode | null {
  if (!result.ok) return result.code;
  return result.value === sizeBytes ? null : 'SHORT_WRITE';
}
