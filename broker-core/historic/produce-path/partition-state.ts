/** How a produce request finds the state of a partition (S1:L198-201, P2). */
import type { PathLock } from '../../broker/produce-path.js';
import { Exclusive } from './exclusive.js';

/**
 * One map behind one RwLock. The first produce to a partition writes, all others read, and readers share the lock: they wait for
 * whoever has just written, and for nobody else. The contention of 128 readers that the document speaks of is that of a counter.
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
      // Held no longer than this by whoever was there: otherwise the clock was set back.
      const waitUs = Math.min(holdUs, Math.max(0, freeAtUs - (nowUs - holdUs)));
      if (writes) writtenUs = nowUs + waitUs;
      else readUntilUs = nowUs + waitUs;
      return waitUs;
    },
  };
};

/** The same if every look-up had the map to itself: what the claim would need, and no code of the documents does. */
export const oneMutex = (holdUs: number): PathLock => new Exclusive(holdUs);
