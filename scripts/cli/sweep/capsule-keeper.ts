/** Capsules of a sweep, in a folder. */
import { join } from 'node:path';
import { toJson } from '../../../reports/json.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { writeWholeFile } from '../support/files.js';
import { stamping } from '../support/program.js';
import type { SeedOutcome } from './worker.js';

export interface CapsuleKeeper {
  readonly keep: (outcome: SeedOutcome) => void;
  /** The files of these, in their order. */
  readonly written: (outcomes: readonly SeedOutcome[]) => readonly string[];
  /** A line for each that could not be written: told after the report, which is not lost by it. */
  readonly problems: readonly string[];
}

/**
 * `DIR/leader-loss-17.json`, written as it is found: a sweep that is killed, or whose machine goes down,
 * leaves what it had found by then.
 */
export function capsuleKeeper(folder: string | undefined): CapsuleKeeper {
  const stamp = stamping();
  const written = new Set<string>();
  const problems: string[] = [];
  const fileOf = ({ scenario, seed }: SeedOutcome): string => join(folder ?? '', `${scenario}-${seed}.json`);
  return {
    keep(outcome) {
      if (folder === undefined || outcome.capsule === null) return;
      const file = fileOf(outcome);
      try {
        writeWholeFile(file, toJson(stamp(outcome.capsule)));
        written.add(file);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problems.push(...error.lines);
      }
    },
    written: (outcomes) => outcomes.map(fileOf).filter((file) => written.has(file)),
    problems,
  };
}
