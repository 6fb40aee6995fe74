/** A run that was not the same when it ran again. */
import type { Difference } from './evidence.js';
import type { RunResult } from './run-result.js';

/** How the run itself ended no longer counts. */
export function asNondeterministic(result: RunResult, difference: Difference): RunResult {
  const { stall: _stall, error: _error, ...rest } = { stall: null, error: null, ...result };
  return { ...rest, verdict: 'nondeterministic', difference };
}
