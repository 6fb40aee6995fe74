/** Reads a schedule of faults: the list itself, or any of our documents that holds one. */
import { readJson } from '../../../scenarios/harness/result/read-document.js';
import { UsageError } from '../../../scenarios/harness/settings/usage-error.js';
import { readTextFile } from './files.js';

/** What is in it is checked against the scenario's nodes, when it runs. Undefined without a file. */
export function readFaults(file: string | undefined): unknown {
  if (file === undefined) return undefined;
  const input = readJson(readTextFile(file, 'faults'), (problem) => {
    throw new UsageError(`faults ${file}: ${problem}`);
  });
  return scheduleIn(input) ?? input;
}

/** A plan or a result has it under `schedule`, a capsule under `faults`. */
function scheduleIn(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return null;
  if ('schedule' in input && Array.isArray(input.schedule)) return input.schedule;
  return 'faults' in input && Array.isArray(input.faults) ? input.faults : null;
}
