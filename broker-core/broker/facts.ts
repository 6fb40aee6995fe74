/** Everything a broker tells its observers; for oracles alone. */
import type { NodeId } from '../env.js';
import type { FetchRequest } from '../protocol/fetch.js';
import type { Broker, BrokerId } from '../protocol/records.js';
import type { ConsumerGroupFact } from '../groups/deps.js';
import type { ControllerFact, EpochFact } from './membership/facts.js';
import type { DirectWriteFact } from './creation/creation.js';
import type { RecordBatch } from '../protocol/record-batch.js';
import type { ReplicaFact } from '../partition/replica/facts.js';
import type { QuorumFact } from '../quorum/facts.js';

/** A life of a replica begins, with what was found on disk. */
export type OpenedFact = {
  readonly type: 'opened';
  readonly batches: readonly RecordBatch[];
  readonly logEndOffset: number;
  /** As last noted; what it was may have been more. */
  readonly highWatermark: number;
};

/** What lies before this offset survives a crash. Told before anybody acts on it. */
export type DurableFact = {
  readonly type: 'durable';
  readonly durableEndOffset: number;
  /** Where on the disk the log is. */
  readonly directory: string;
};

/** A leader is told, by a message that has arrived, what a follower of its epoch has on its disk. */
export type HeardFact = {
  readonly type: 'heard';
  readonly leaderEpoch: number;
  readonly follower: BrokerId;
  /** Of the life that says so. */
  readonly brokerEpoch: number;
  readonly durableEndOffset: number;
};

export type PartitionFact = {
  readonly type: 'partition';
  readonly nodeId: NodeId;
  readonly topic: string;
  /** A topic that is created again under its name is another one. */
  readonly topicId: string;
  readonly partition: number;
  readonly fact: OpenedFact | DurableFact | HeardFact | ReplicaFact;
};

/** A broker answered a creation of its own or a client's with success. */
export type TopicFact = {
  readonly type: 'topicAcknowledged';
  readonly nodeId: NodeId;
  readonly topic: string;
};

/** Of the Raft group of one partition, `orders/0`. Its log is in memory: durable as the code thinks. */
export type GroupFact = {
  readonly type: 'group';
  readonly nodeId: NodeId;
  readonly group: string;
  /** Of the topic that the member was made for: the group of a later one of its name is another group. */
  readonly topicId: string;
  readonly fact: QuorumFact;
};

/** A broker said that another one is registered. */
export type RegistrationFact = {
  readonly type: 'brokerAcknowledged';
  readonly nodeId: NodeId;
} & Pick<Broker, 'brokerId' | 'host' | 'port' | 'incarnation'>;

/** The broker stopped itself: its disk failed. */
export type FenceFact = { readonly type: 'fenced'; readonly nodeId: NodeId; readonly reason: string };

/**
 * A consumer's fetch for which there is not enough begins to wait, and is answered. `number`: of this life.
 */
export type FetchFact = { readonly nodeId: NodeId; readonly number: number } & (
  | { readonly type: 'fetchWaits'; readonly request: FetchRequest }
  | { readonly type: 'fetchAnswered' }
);

/** A consumer is told where a partition ends or begins: in a fetch, or because it asked for that. */
export type EndFact = {
  readonly type: 'endTold';
  readonly nodeId: NodeId;
  readonly topic: string;
  readonly topicId: string | null;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly offset: number;
  readonly what: 'start' | 'end' | 'high watermark';
};

export type BrokerFact =
  | QuorumFact
  | PartitionFact
  | GroupFact
  | ConsumerGroupFact
  | TopicFact
  | RegistrationFact
  | EpochFact
  | ControllerFact
  | DirectWriteFact
  | FetchFact
  | EndFact
  | FenceFact;

/** Without those of partitions, which are nearly all. */
export type NodeFact = Exclude<BrokerFact, PartitionFact>;
