/** Who hears of which fact. Most facts concern a few of forty oracles, and there are 100,000 in a second. */
import type { NodeFact, PartitionFact } from '../../../broker-core/broker/facts.js';
import type { NodeFactType, ReplicaFactType, Tracker } from './invariant.js';

/** Those who hear of one type of fact. */
type Hearers = readonly Tracker[];

export class Audience {
  readonly #all: Hearers;
  /** By type; each list is made with the first fact of its type. */
  readonly #ofFacts = new Map<NodeFactType, Hearers>();
  readonly #ofReplicaFacts = new Map<ReplicaFactType, Hearers>();

  /** They are told in this order. */
  constructor(all: Hearers) {
    this.#all = all;
  }

  tell(fact: NodeFact): void {
    const hearers = this.#ofFacts.get(fact.type) ?? this.#findHearers(fact.type);
    // By index: an iterator for each fact costs as much as an oracle.
    for (let at = 0; at < hearers.length; at += 1) hearers[at]?.onFact?.(fact);
  }

  tellOfReplica(fact: PartitionFact): void {
    const { type } = fact.fact;
    const hearers = this.#ofReplicaFacts.get(type) ?? this.#findHearersOfReplicas(type);
    for (let at = 0; at < hearers.length; at += 1) hearers[at]?.onReplicaFact?.(fact);
  }

  #findHearers(type: NodeFactType): Hearers {
    const hearers = this.#all.filter(
      ({ onFact, facts }) => onFact !== undefined && (facts?.includes(type) ?? true),
    );
    this.#ofFacts.set(type, hearers);
    return hearers;
  }

  #findHearersOfReplicas(type: ReplicaFactType): Hearers {
    const hearers = this.#all.filter(
      ({ onReplicaFact, replicaFacts }) =>
        onReplicaFact !== undefined && (replicaFacts?.includes(type) ?? true),
    );
    this.#ofReplicaFacts.set(type, hearers);
    return hearers;
  }
}
