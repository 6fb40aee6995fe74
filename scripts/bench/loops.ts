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

/** Callbacks that set themselves again by `set`. */
export function startTimers(set: (delay: number, fire: () => void) => void): void {
  const delay = createDelays();
  let left = WAITS;
  const loop = (): void => {
    left -= 1;
    if (left >= LOOPS) set(delay(), loop);
  };
  for (let i = 0; i < LOOPS; i += 1) set(delay(), loop);
}

/** Async functions that sleep again and again. */
export function startSleepers(sleep: (delay: number) => Promise<void>): void {
  const delay = createDelays();
  let left = WAITS;
  const loop = async (): Promise<void> => {
    while (left >= LOOPS) {
      await sleep(delay());
      left -= 1;
    }
  };
  for (let i = 0; i < LOOPS; i += 1) void loop();
}
