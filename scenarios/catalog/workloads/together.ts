/**
 * Several loads at once, on the same clients.
 */
import type { Load } from '../../harness/definition/scenario.js';
import type { Settings } from '../../harness/settings/table.js';

/** Ends when the last of them has. */
export function together<Read extends Settings = Settings>(...loads: readonly Load<Read>[]): Load<Read> {
  return (context, done) => {
    let running = loads.length;
    for (const load of loads) {
      load(context, () => {
        running -= 1;
        if (running === 0) done();
      });
    }
  };
}
