/** What a fault has done to one machine, for those who watch the run. */
import type { NodeId } from '../../broker-core/door.js';
import type { FaultCounter } from '../machine/fault-list.js';
import type { FaultType } from './entry.js';

/** A fault that has struck a machine. One that strikes three machines is told three times. */
export interface StruckFault {
  /** Of the entry in the schedule. */
  readonly id: string;
  readonly type: FaultType;
  readonly nodeId: NodeId;
  readonly atUs: number;
  /** Processes and operations of this machine that it has changed up to now; 0: it has done nothing. */
  readonly effects: () => number;
}

/**
 * Counts what a fault does to one of its machines, and for the entry as well. Its id is the entry's, so the
 * draws are the same for each machine.
 */
export function counterOfMachine(entry: FaultCounter): FaultCounter {
  return counterOfPart(entry, entry.id);
}

/** Counts what a part of a fault does, under an id of its own, and for the fault as well. */
export function counterOfPart(entry: FaultCounter, id: string): FaultCounter {
  let own = 0;
  return {
    id,
    get effects() {
      return own;
    },
    set effects(count) {
      entry.effects += count - own;
      own = count;
    },
    get missed() {
      return entry.missed ?? '';
    },
    set missed(why) {
      entry.missed = why;
    },
  };
}
