/**
 * What a scenario has measured besides requests: named waits and counters, made from the facts that brokers
 * tell. Only a scenario that asks for one has it in its results.
 */
import type { NodeFact } from '../../../broker-core/broker/facts.js';
import type { NodeId, TraceNames } from '../../../broker-core/env.js';
import type { MeasureNames } from '../result/names.js';

export interface MeasureContext<Names extends TraceNames = MeasureNames> {
  readonly nowUs: () => number;
  /** As `Trace.waited` and `Trace.count`; nothing before the load begins. */
  readonly waited: (name: Names['wait'], durationUs: number) => void;
  readonly count: (counter: Names['counter']) => void;
}

export interface Gauge {
  readonly onFact: (fact: NodeFact) => void;
  /** The process has ended. */
  readonly onCrash?: (nodeId: NodeId) => void;
  /** The load has ended, and everything is about to be healed. */
  readonly atHeal?: () => void;
}

/** One of your own may have names of its own: `Measure<TraceNames>`. */
export interface Measure<Names extends TraceNames = MeasureNames> {
  readonly name: string;
  readonly doc: string;
  readonly create: (context: MeasureContext<Names>) => Gauge;
}
