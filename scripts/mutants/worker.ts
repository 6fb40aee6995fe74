/**
 * Runs mutants in a thread of its own. It loads nothing of the broker before the loader puts switches into it:
 * so whatever is loaded here, apart from types, is loaded by {@link import}.
 */
import { register } from 'node:module';
import type { SearchName } from '../../scenarios/mutants/search.js';
import type { Switch } from '../../scenarios/mutants/switches.js';
import type { RunsOfOne } from './run-mutants.js';
import type { HooksData } from './hooks.js';
import { install } from './switchboard.js';

/** What a worker is asked: one run of a search, without a mutant and then with each of some. */
export interface HuntTask {
  readonly search: SearchName;
  /** Which run of the search. */
  readonly n: number;
  /** Names. */
  readonly mutants: readonly string[];
  /** Of all mutants; the same each time. */
  readonly switches: readonly Switch[];
}

let isRegistered = false;

export default async function runTask({ switches, ...task }: HuntTask): Promise<RunsOfOne> {
  if (!isRegistered) {
    const data: HooksData = { root: new URL('../../', import.meta.url).href, switches };
    install();
    register('./hooks.js', { parentURL: import.meta.url, data });
    isRegistered = true;
  }
  const { runMutants } = await import('./run-mutants.js');
  return runMutants(task);
}
