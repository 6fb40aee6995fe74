/**
 * Runs the invariants beside a run: hands every fact to those that look at it, and collects what they find.
 */
import type { BrokerFact } from '../../broker-core/broker/facts.js';
import type { NodeId } from '../../broker-core/env.js';
import type { RawViolation } from '../result/raw-run.js';
import type { Settings } from '../settings/table.js';
import {
  REPLICA_FACTS,
  seesReplicaFact,
  type EndState,
  type Invariant,
  type Oracle,
  type ReplicaFactType,
} from '../invariants/invariant.js';

/** Violations kept of one invariant: the first tell what is wrong. */
const VIOLATIONS_MAX = 20;

export class Oracles {
  readonly violations: RawViolation[] = [];
  readonly #oracles: readonly Oracle[];
  readonly #ofNodes: readonly Oracle[];
  readonly #ofReplicas: ReadonlyMap<ReplicaFactType, readonly Oracle[]>;

  constructor(
    invariants: readonly Invariant[],
    settings: Settings,
    brokers: readonly NodeId[],
    nowUs: () => number,
  ) {
    this.#oracles = invariants.map(({ name, create }) => {
      let count = 0;
      const violate = (detail: string): void => {
        count += 1;
        if (count <= VIOLATIONS_MAX) this.violations.push({ invariant: name, atUs: nowUs(), detail });
      };
      return create({ settings, brokers, nowUs, violate });
    });
    this.#ofNodes = this.#oracles.filter(({ onFact }) => onFact !== undefined);
    this.#ofReplicas = new Map(
      REPLICA_FACTS.map((type) => [type, this.#oracles.filter((oracle) => seesReplicaFact(oracle, type))]),
    );
  }

  onFact(fact: BrokerFact): void {
    if (fact.type !== 'partition') {
      for (const oracle of this.#ofNodes) oracle.onFact?.(fact);
      return;
    }
    // Nearly all facts are of replicas, and most oracles need few of those.
    const oracles = this.#ofReplicas.get(fact.fact.type);
    if (oracles !== undefined) for (const oracle of oracles) oracle.onReplicaFact?.(fact);
  }

  onCrash(nodeId: NodeId): void {
    for (const oracle of this.#oracles) oracle.onCrash?.(nodeId);
  }

  atEnd(end: EndState): void {
    for (const oracle of this.#oracles) oracle.atEnd?.(end);
  }
}
