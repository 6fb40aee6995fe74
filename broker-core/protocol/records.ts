/**
 * What the metadata image is made of. Records are immutable: a change puts a new record in the place of the old one, so a
 * reader may keep what it was given.
 */
import type { NodeId } from '../env.js';

/** Kafka's `broker.id`: an integer >= 0. */
export type BrokerId = number;

/** Brokers are named after their ids. */
export function nodeIdOf(brokerId: BrokerId): NodeId {
  return `n${brokerId}`;
}

export function brokerIdOf(nodeId: NodeId): BrokerId {
  return Number(nodeId.slice(1));
}

export type Broker = {
  readonly brokerId: BrokerId;
  /** Where to send: the name of the process. */
  readonly host: string;
  readonly port: number;
  /** Unique to one life of the process: whoever registers with another one has restarted. */
  readonly incarnation: string;
  /** Grows with each registration; fences what the previous life of the broker left in flight (KIP-631). */
  readonly brokerEpoch: number;
  /** A fenced broker leads nothing and joins no ISR. */
  readonly fenced: boolean;
};

/** One setting of a topic, such as `['min.insync.replicas', '2']`. */
export type ConfigEntry = readonly [name: string, value: string];

export type Topic = {
  readonly name: string;
  /** Made from the place in the log that created it, so all nodes agree; another topic of the same name has another id. */
  readonly topicId: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly config: readonly ConfigEntry[];
};

export type Partition = {
  readonly topic: string;
  readonly partition: number;
  /** Empty until assigned (unconditional commands assign, elect and set the ISR one after another). */
  readonly replicas: readonly BrokerId[];
  /** `null`: nobody leads it, and requests get LEADER_NOT_AVAILABLE. */
  readonly leader: BrokerId | null;
  /** Counts the changes of leader, to and from `null` too. */
  readonly leaderEpoch: number;
  readonly isr: readonly BrokerId[];
  /** Counts the changes of any kind: the version that AlterPartition is checked against (KIP-497). */
  readonly partitionEpoch: number;
};

/** A write's name, the same in all its retries. `origin` is unique to one life of the node that made it. */
export type RequestId = {
  readonly origin: string;
  readonly number: number;
};

export type Counters = {
  readonly nextProducerId: number;
  /** Where in the log a group, whichever, was last deleted; 0: nowhere yet. Of what is gone nothing else is left to be late for. */
  readonly groupDeletedIndex: number;
};

/** Partitions of one topic, ascending. */
export type TopicPartitions = {
  readonly topic: string;
  readonly partitions: readonly number[];
};

export type GroupMember = {
  /** Given by the coordinator, unique for ever. */
  readonly memberId: string;
  /** Topics that it wants to consume. */
  readonly topics: readonly string[];
  /** Assignors that it knows, its favourite first. */
  readonly assignors: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  /** What it was given in this generation. */
  readonly assignment: readonly TopicPartitions[];
};

/** A consumer group as of its newest assignment: what a coordinator that takes over begins with. */
export type Group = {
  readonly groupId: string;
  /** Counts the rounds of joining; an assignment belongs to one. */
  readonly generation: number;
  /** Empty while there are no members. */
  readonly assignor: string;
  /** The member that makes the assignments; `null` without members. */
  readonly leader: string | null;
  readonly members: readonly GroupMember[];
};

/** Where in a partition a group is to read on: the offset of the first record that it has not consumed. */
export type PartitionOffset = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
};

/** How far consumers may read in a partition, as a broker has said at some time. */
export type Watermark = {
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: number;
};

/** Of the topic that is meant, not of one that was created later under its name; `null`: of whichever there is. */
export type OffsetOfTopic = PartitionOffset & { readonly topicId: string | null };

/** Which write it was: what tells a commit that comes late from one that comes next. */
export type OffsetWrite = {
  /** Of the life of the coordinator that took the commit; 0: nobody asks. */
  readonly brokerEpoch: number;
  /** Counts the commits that it took in that life. */
  readonly sequence: number;
  /** Where in the metadata log it is. */
  readonly index: number;
};

export type GroupOffset = PartitionOffset & { readonly groupId: string; readonly write: OffsetWrite };
