/** Calls of functions that a user brings, before and at the beginning of a run. */
import { withoutAmbience } from '../../../sim/kernel/guards.js';
import { UsageError } from '../settings/usage-error.js';

/** With the clock and chance of the machine out of reach; throws a {@link UsageError} that says whose function threw what. */
export function ofUser<T>(what: () => string, work: () => T): T {
  try {
    return withoutAmbience(work);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${what()} threw ${error instanceof Error ? (error.stack ?? String(error)) : String(error)}`,
    );
  }
}
