/** Calls of functions that a user brings, before and at the beginning of a run. */
import { withoutAmbience } from '../../../sim/kernel/guards.js';
import { UsageError } from '../settings/usage-error.js';

/** Without the machine's clock and chance; throws a {@link UsageError} with whose function threw what. */
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
