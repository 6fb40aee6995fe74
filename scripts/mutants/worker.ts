/**
 * Runs mutants in a thread of its own. It loads nothing of the broker before the loader puts switches into
 * it: so whatever is loaded here, apart from types, is loaded by {@link import}.
 */
import { plant } from './plant.js';
import type { HuntTask, RunsOfOne } from './task.js';

export default async function runTask({ switches, ...task }: HuntTask): Promise<RunsOfOne> {
  plant(switches);
  const { runMutants } = await import('./run-mutants.js').catch(asError);
  return runMutants(task);
}

/** What a loader's thread throws has no class here, and would reach the main thread as an empty object. */
function asError(thrown: unknown): never {
  const message = (thrown as { readonly message?: unknown } | null)?.message;
  throw new Error(typeof message === 'string' ? message : String(thrown));
}
