/** Partitions whose replicas elect among themselves: each is a Raft group, and the image holds a plan of it. */
import type { NodeFact } from '../../../broker-core/broker/facts.js';
import type { Tracker } from '../../harness/definition/invariant.js';
import type { PartitionPlace } from './per-partition.js';
import { placeText } from './text.js';

export class SelfElecting implements Tracker {
  readonly facts = ['group'] as const;
  /** `orders/0`. */
  readonly #groups = new Set<string>();

  onFact(fact: NodeFact): void {
    if (fact.type === 'group') this.#groups.add(fact.group);
  }

  /** Mostly none does, and then no text is built. */
  has(place: PartitionPlace): boolean {
    return this.#groups.size > 0 && this.#groups.has(placeText(place));
  }
}
