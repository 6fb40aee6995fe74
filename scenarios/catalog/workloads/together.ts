/**
 * Several loads at once, on the same clients.
 */
import type { Load } from '../../harness/definition/scenario.js';

/** Ends when the last of them has. */
export function together(...loads: readonly Load[]): Load {
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
