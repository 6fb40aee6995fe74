/**
 * Runs mutants in a thread of its own. It loads nothing of the broker before the loader puts switches into
 * it: so whatever is loaded here, apart from types, is loaded by {@link import}.
 */
import { plant } from './plant.js';
import type { HuntTask, RunsOfOne } from './task.js';

export default async function runTask({ switches, ...task }: HuntTask): Promise<RunsOfOne> {
  plant(switches);
  const { runMutants } = await import('./run-mutants.js');
  return runMutants(task);
}
