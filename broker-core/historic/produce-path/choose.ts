import type { PathLock, ProducePath } from '../../broker/produce-path.js';
import type { BrokerConfig } from '../../config.js';
import { partitionStates, pendingBatches, produceOrders } from '../axes.js';

/** The produce path of a variant, with locks of its own: for one broker. */
export function producePath({
  axes,
  produceLocks,
}: Pick<BrokerConfig, 'axes' | 'produceLocks'>): ProducePath {
  const state = partitionStates[axes.partitionState];
  const pending = pendingBatches[axes.pendingBatches];
  const locks: PathLock[] = [];
  if (state !== null) locks.push(state(produceLocks.stateUs));
  if (pending !== null) locks.push(pending(produceLocks.pendingUs));
  return { partitionsAtOnce: produceOrders[axes.produceOrder], locks };
}
