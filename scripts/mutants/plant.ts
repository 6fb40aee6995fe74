/** Has all that is loaded from now on loaded with its switches. Itself it loads nothing of the broker. */
import { register } from 'node:module';
import type { Switch } from '../../scenarios/mutants/form/switches.js';
import type { HooksData } from './hooks.js';
import { install } from './switchboard.js';

let isPlanted = false;

/** Once in a thread, with the switches of all mutants. */
export function plant(switches: readonly Switch[]): void {
  if (isPlanted) return;
  const data: HooksData = { root: new URL('../../', import.meta.url).href, switches };
  install();
  register('./hooks.js', { parentURL: import.meta.url, data });
  isPlanted = true;
}
