/** What the timer workloads share: loops that each wait again as soon as their wait is over. */

/** Loops at once. */
export const LOOPS = 1_000;

/** Waits are 1 to this many units of the clock at hand. */
const DELAY_MAX = 1_000;

/** Waits of one round, over all loops. */
export const WAITS = 500_000;

/** Delays from 1 to {@link DELAY_MAX}: always the same sequence, cheap enough not to be what is measured. */
export function createDelays(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return 1 + ((state >>> 8) % DELAY_MAX);
  };
}
