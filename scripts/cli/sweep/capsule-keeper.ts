/** Capsules of a sweep, in a folder. */
import { join } from 'node:path';
import { toJson } from '../../../reports/json.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { writeWholeFile } from '../support/files.js';
import { stamping } from '../support/program.js';
import type { SeedOutcome } from './worker.js';

export interface CapsuleKeeper {
  /** Its file's name; null: there is none, or it could not be written. */
  readonly keep: (outcome: SeedOutcome) => string | null;
  /** A line for each that could not be written: told after the report, which is not lost by it. */
  readonly problems: readonly string[];
}

/**
 * `DIR/leader-loss-17.json`, written as it is found: a sweep that is killed, or whose machine goes down,
 * leaves what it had found by then.
 */
export function capsuleKeeper(folder: string | undefined): CapsuleKeeper {
  const stamp = stamping();
  const problems: string[] = [];
  return {
    keep({ scenario, seed, capsule }) {
      if (folder === undefined || capsule === null) return null;
      const file = `${scenario}-${seed}.json`;
      try {
        writeWholeFile(join(folder, file), toJson(stamp(capsule)));
        return file;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problems.push(...error.lines);
        return null;
      }
    },
    problems,
  };
}
