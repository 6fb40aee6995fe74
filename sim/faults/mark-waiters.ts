/** Faults that wait for a mark to fall. */
import type { NodeId } from '../../broker-core/door.js';
import type { MarkedMoment } from './entry.js';

export interface MarkWaiters {
  /** Calls `due` once, when the mark first falls after now, with the time that is meant: the mark's plus `plusMs`. */
  add(moment: MarkedMoment, due: (atUs: number) => void): void;
  /** `key` has come true on the node. */
  fall(nodeId: NodeId, key: string, atUs: number): void;
  clear(): void;
}

interface Waiter {
  readonly moment: MarkedMoment;
  readonly due: (atUs: number) => void;
}

export function createMarkWaiters(): MarkWaiters {
  /** By mark: marks fall often, and few are waited for. */
  const waitersByMark = new Map<string, Waiter[]>();
  return {
    add(moment, due) {
      const waiters = waitersByMark.get(moment.mark);
      if (waiters === undefined) waitersByMark.set(moment.mark, [{ moment, due }]);
      else waiters.push({ moment, due });
    },
    fall(nodeId, key, atUs) {
      const waiters = waitersByMark.get(key);
      if (waiters === undefined) return;
      const isMeant = (waiter: Waiter): boolean =>
        waiter.moment.node === '*' || waiter.moment.node === nodeId;
      const left = waiters.filter((waiter) => !isMeant(waiter));
      if (left.length > 0) waitersByMark.set(key, left);
      else waitersByMark.delete(key);
      for (const { moment, due } of waiters.filter(isMeant)) due(atUs + delayOf(moment));
    },
    clear() {
      waitersByMark.clear();
    },
  };
}

/**
 * At least a microsecond, because a fault strikes first thing in its microsecond (see the engine). Story: (1) a mark falls at
 * 700 us; (2) the fault strikes at 700 us too, after it; (3) in the resolved schedule it is due at 700 us, and strikes before
 * the event that made the mark: another run.
 */
function delayOf(moment: MarkedMoment): number {
  return Math.max(1, Math.round(moment.plusMs * 1000));
}
