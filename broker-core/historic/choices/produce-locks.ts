import type { PathLock } from '../../broker/seams.js';

/**
 * How a produce finds the state of a partition (S1:L198-201, P2): one map behind one RwLock. The first
 * produce to a partition writes, all others read, and readers wait only for a writer. The contention of 128
 * readers that the document speaks of is that of a counter.
 */
export const oneRwLock = (holdUs: number): PathLock => {
  const known = new WeakSet<object>();
  let readUntilUs = Number.NEGATIVE_INFINITY;
  let writtenUs = Number.NEGATIVE_INFINITY;
  return {
    waitUs: (partition, nowUs) => {
      const writes = !known.has(partition);
      if (writes) known.add(partition);
      const freeAtUs = writes ? Math.max(writtenUs, readUntilUs) : writtenUs;
      // Held no longer than this by the one that was there: otherwise the clock was set back.
      const waitUs = Math.min(holdUs, Math.max(0, freeAtUs - (nowUs - holdUs)));
      if (writes) writtenUs = nowUs + waitUs;
      else readUntilUs = nowUs + waitUs;
      return waitUs;
    },
  };
};

/** The same if each look-up had the map to itself: the claim needs that; the documents have no such code. */
export const oneMutex = exclusive;

/** Where batches wait to be written (S1:L203-206, P3): a vector for each partition, behind a mutex. */
export const vectorBehindMutex = (holdUs: number): PathLock => {
  const ofPartition = new WeakMap<object, PathLock>();
  return {
    waitUs: (partition, nowUs) => {
      let lock = ofPartition.get(partition);
      if (lock === undefined) ofPartition.set(partition, (lock = exclusive(holdUs)));
      return lock.waitUs(partition, nowUs);
    },
  };
};

/** The times at which a lock is held by one at a time, first come, first served. */
function exclusive(holdUs: number): PathLock {
  let freeAtUs = 0;
  let lastUs = 0;
  return {
    waitUs: (_partition, nowUs) => {
      // A clock that was set back knows nothing of who holds it.
      if (nowUs < lastUs) freeAtUs = 0;
      lastUs = nowUs;
      const waitUs = Math.max(0, freeAtUs - (nowUs - holdUs));
      freeAtUs = nowUs + waitUs;
      return waitUs;
    },
  };
}
