/** Partitions of which the schedule has taken the last copy that had to be kept. */
import { LOSING } from '../../harness/definition/damages.js';
import type { NodeFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';
import { nodeIdOf } from '../../../broker-core/protocol/records.js';
import type { StruckFault } from '../../../sim/faults/struck.js';
import type { Share, Tracker } from '../../harness/definition/invariant.js';
import { CommittedImage } from './committed-image.js';
import { placeText } from './text.js';

/**
 * All that is acknowledged is on each member of the ISR. 1. Of the ISR {A, B} the disk of A is wiped: B has all.
 * 2. Before A is out of the ISR, and in again with what B has, so is B's. 3. Whoever leads next has nothing, and
 * others that have more give it up to be as the leader is.
 */
export class Losses implements Tracker {
  readonly #image: CommittedImage;
  /** A wiped broker until it has registered, and so left the ISR; one that may lie, for ever. */
  readonly #untrusted = new Map<NodeId, 'until registered' | 'for good'>();
  readonly #lost = new Set<string>();

  constructor(share: Share) {
    this.#image = share(CommittedImage);
  }

  /** Whether records of it may rightly be gone. By name: clients know no other. */
  has(place: { readonly topic: string; readonly partition: number }): boolean {
    return this.#lost.size > 0 && this.#lost.has(placeText(place));
  }

  onFact(_fact: NodeFact): void {
    if (this.#untrusted.size === 0) return;
    for (const change of this.#image.changes) {
      const nodeId = change.type === 'brokerRegistered' ? nodeIdOf(change.brokerId) : '';
      if (this.#untrusted.get(nodeId) === 'until registered') this.#untrusted.delete(nodeId);
    }
  }

  onFault({ type, nodeId }: StruckFault): void {
    if (!LOSING.includes(type)) return;
    if (type !== 'wipe') this.#untrusted.set(nodeId, 'for good');
    else if (!this.#untrusted.has(nodeId)) this.#untrusted.set(nodeId, 'until registered');
    for (const partition of this.#image.view.partitions()) {
      const members = partition.isr.map(nodeIdOf);
      if (members.includes(nodeId) && members.every((member) => this.#untrusted.has(member)))
        this.#lost.add(placeText(partition));
    }
  }
}
