/**
 * What a produce request meets in the broker on its way to its partitions: how many of them are worked on at a time, and which locks
 * stand on the way of a batch.
 */
import type { Env, Wait } from '../env.js';

/**
 * A lock that is held only while a worker thread runs, never over a wait. So a broker with one worker never waits for it, and between
 * several workers it is settled by when each of them came: there is an event only where somebody does wait.
 */
export interface PathLock {
  /** How long a worker that has run until `nowUs`, at last inside of the lock, had to wait for it. `partition`: whose state it is about. */
  waitUs(partition: object, nowUs: number): number;
}

/** Called once for each broker. */
export type CreatePathLock = () => PathLock;

export interface ProducePath {
  /** Partitions of one request that are worked on at a time, each until it is answered. */
  readonly partitionsAtOnce: number;
  /** In the order in which they are taken. */
  readonly locks: readonly PathLock[];
}

const CONTENDED: Wait = { kind: 'wake', label: 'lock on the produce path' };

/** Goes on when a batch has got through all locks; at once if there is no wait. */
export function passLocks(env: Env, { locks }: ProducePath, partition: object, goOn: () => void): void {
  const nowUs = env.clock.nowUs();
  let waitUs = 0;
  for (const lock of locks) waitUs += lock.waitUs(partition, nowUs + waitUs);
  if (waitUs === 0) goOn();
  else env.timers.after(waitUs, CONTENDED, goOn);
}
