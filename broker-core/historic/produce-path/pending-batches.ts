/** Where a batch waits to be written (S1:L203-206, P3). */
import type { PathLock } from '../../broker/produce-path.js';
import { Exclusive } from './exclusive.js';

/** A vector behind a mutex, one for each partition: whoever adds a batch keeps out the others of that partition meanwhile. */
export const vectorBehindMutex = (holdUs: number): PathLock => {
  const ofPartition = new WeakMap<object, Exclusive>();
  return {
    waitUs: (partition, nowUs) => {
      let lock = ofPartition.get(partition);
      if (lock === undefined) ofPartition.set(partition, (lock = new Exclusive(holdUs)));
      return lock.waitUs(partition, nowUs);
    },
  };
};
