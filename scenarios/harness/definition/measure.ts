/**
 * What a scenario has measured besides requests: named waits and counters, made from the facts that brokers tell. Only a scenario
 * that asks for one has it in its results.
 */
import type { BrokerFact, PartitionFact } from '../../../broker-core/broker/facts.js';
import type { NodeId } from '../../../broker-core/env.js';

type NodeFact = Exclude<BrokerFact, PartitionFact>;

export interface MeasureContext {
  readonly nowUs: () => number;
  /** As `Trace.waited` and `Trace.count`; nothing before the load begins. */
  readonly waited: (name: string, durationUs: number) => void;
  readonly count: (counter: string) => void;
}

export interface Gauge {
  readonly onFact: (fact: NodeFact) => void;
  /** The process has ended. */
  readonly onCrash?: (nodeId: NodeId) => void;
  /** The load has ended, and everything is about to be healed. */
  readonly atHeal?: () => void;
}

export interface Measure {
  readonly name: string;
  readonly doc: string;
  readonly create: (context: MeasureContext) => Gauge;
}
