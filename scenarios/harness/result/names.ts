/** Names of what a run counts, waits for and is asked, by brokers, loads and measures. No other compiles. */
import type { TraceNames } from '../../../broker-core/door.js';
import type { HistoricCounters, HistoricWaits } from '../../../broker-core/historic/trace/names.js';
import type { BrokerOperations } from '../../../broker-core/names.js';
import type { FindingCounter } from '../../../sim/cause/recorder.js';

/** Stands in the notes of a run, where a node would, with what oracles left without a judgement. */
export const ORACLES = 'oracles';
export type OraclesName = typeof ORACLES;

/** How often. */
export interface LoadCounters {
  /** A broker did not know a created topic at the first look. */
  readonly read_back_late: number;
}

/** How long, in microseconds. */
export interface LoadOperations {
  /** An operator’s creation of a topic, with all its tries. */
  readonly adminCreate: number;
  /** From the first question whether a broker knows a topic until it does. */
  readonly readBack: number;
}

/** How often. */
export interface MeasureCounters {
  /** A node stood for election in the metadata log. */
  readonly raft_candidacies: number;
  /** A node was elected in the metadata log. */
  readonly raft_elections_won: number;
}

/** How long, in microseconds. */
export interface MeasureWaits {
  /** From the first application of a write beside the log to that of another node. */
  readonly 'metadataWal.lag': number;
  /** From the first application of an entry of the metadata log to that of another node. */
  readonly 'raft.applyLag': number;
  /** Between two messages of the leader at a follower. */
  readonly 'raft.heartbeatGap': number;
  /** While nobody takes itself for the leader of the metadata log. */
  readonly 'raft.nobodyLeads': number;
  /** While several nodes take themselves for the leader of the metadata log. */
  readonly 'raft.severalLead': number;
  /** A follower that has heard nothing of its leader, until it stands for election. */
  readonly 'raft.silence': number;
}

/** Of the measures that a scenario may ask for. */
export interface MeasureNames extends TraceNames {
  readonly counter: keyof MeasureCounters;
  readonly wait: keyof MeasureWaits;
  readonly operation: never;
}

/** Of all that runs in a scenario. */
export interface ScenarioNames extends TraceNames {
  readonly counter: keyof (HistoricCounters & LoadCounters & MeasureCounters);
  readonly wait: keyof (HistoricWaits & MeasureWaits);
  readonly operation: keyof (BrokerOperations & LoadOperations);
}

export type CounterName = ScenarioNames['counter'] | FindingCounter;
export type WaitName = ScenarioNames['wait'];
export type OperationName = ScenarioNames['operation'];

/** How often, by name; nothing of what never happened. */
export type Counters<Names extends TraceNames = ScenarioNames> = Figures<
  Names['counter'] | FindingCounter,
  number
>;

/** By the name of the wait. */
export type Waits<Figure, Names extends TraceNames = ScenarioNames> = Figures<Names['wait'], Figure>;

/** By the name of the operation. */
export type Operations<Figure, Names extends TraceNames = ScenarioNames> = Figures<
  Names['operation'],
  Figure
>;

export type Figures<Name extends string, Figure> = { readonly [One in Name]?: Figure };
