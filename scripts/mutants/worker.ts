/**
 * Runs mutants in a thread of its own. It loads nothing of the broker before the loader puts switches into it:
 * so whatever is loaded here, apart from types, is loaded by {@link import}.
 */
import { register } from 'node:module';
import type { HooksData } from './hooks.js';
import { install } from './switchboard.js';
import type { HuntTask, RunsOfOne } from './task.js';

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
