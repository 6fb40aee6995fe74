/**
 * One simulation at a time in a thread. Test runners start the async tests of a file all at once; two runs would interleave in
 * the host's tick queue and see each other's guards. So runs queue up.
 */

let lastRun: Promise<void> = Promise.resolve();

/** Runs `work` once all that came before has ended, however it ended. */
export function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const result = lastRun.then(work);
  lastRun = result.then(
    () => undefined,
    () => undefined,
  );
  return result;
}
