/** What a broker tells of its own life, and a controller of others'; for oracles alone. */
import type { NodeId } from '../../env.js';
import type { BrokerId } from '../../protocol/records.js';

/** This life of a broker is registered, and goes on under that epoch. */
export type EpochFact = {
  readonly type: 'brokerEpochTaken';
  readonly nodeId: NodeId;
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
};

/** The controller of that term has a broker fenced, or live again. */
export type ControllerFact = {
  readonly type: 'sessionJudged';
  readonly nodeId: NodeId;
  readonly term: number;
  readonly brokerId: BrokerId;
  readonly fenced: boolean;
};
