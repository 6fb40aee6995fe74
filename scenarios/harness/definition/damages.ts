/** What the schedule did to the disks of a run, so that nobody is blamed for it. */
import type { NodeId } from '../../../broker-core/env.js';
import type { FaultType } from '../../../sim/faults/entry.js';
import type { StruckFault } from '../../../sim/faults/struck.js';

/** After these, what was durable may be gone or may read otherwise. */
export const LOSING: readonly FaultType[] = ['wipe', 'rotDisk', 'misdirectDisk', 'lyingSync'];

/**
 * After these a broker may stop itself, or refuse to start: it cannot store, or cannot trust what is stored.
 * A `wipe` is none of them. An empty disk is in order, and a broker has to come back on it.
 */
const STOPPING: readonly FaultType[] = ['rotDisk', 'misdirectDisk', 'lyingSync', 'failDisk', 'fullDisk'];

export class Damages {
  readonly #struck: StruckFault[] = [];

  take(fault: StruckFault): void {
    if (LOSING.includes(fault.type) || STOPPING.includes(fault.type)) this.#struck.push(fault);
  }

  /**
   * Whether something that was durable on that node may be gone by now. Scheduled is not enough: it has to
   * have struck.
   */
  mayHaveLost(nodeId: NodeId): boolean {
    return this.#has(nodeId, LOSING);
  }

  /** As {@link mayHaveLost}, and the node cannot see it: a lying disk, or bits that changed unseen. */
  mayHaveLostUnseen(nodeId: NodeId): boolean {
    return this.#has(nodeId, ['lyingSync', 'rotDisk', 'misdirectDisk']);
  }

  /** Whether a broker on that node does right when it stops. */
  mayStop(nodeId: NodeId): boolean {
    return this.#has(nodeId, STOPPING);
  }

  /**
   * Whether a majority has disks that kept what they were given. Only then something has to go on
   * (TigerBeetle's VOPR judges liveness on such a core); a minority that holds all there is may have to wait
   * for ever.
   */
  hasHealthyCore(nodeIds: readonly NodeId[]): boolean {
    const healthy = nodeIds.filter((nodeId) => !this.mayHaveLost(nodeId));
    return 2 * healthy.length > nodeIds.length;
  }

  #has(nodeId: NodeId, types: readonly FaultType[]): boolean {
    return this.#struck.some(
      (fault) => fault.nodeId === nodeId && types.includes(fault.type) && fault.effects() > 0,
    );
  }
}
