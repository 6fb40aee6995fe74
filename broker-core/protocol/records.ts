/**
 * What the metadata image is made of, as types and as bytes: in snapshots, and under the content hash.
 * Records are immutable: a change puts a new one in the place of the old, so a reader may keep what it was
 * given.
 */
import { type Codec, count, flag, list, nullable, record, text, type TypeOf } from '../bytes/codec.js';
import type { NodeId } from '../env.js';

// Bounds of the metadata. Reached by a request: a refusal with a code; otherwise an assertion.
/** Partitions of one topic; more is INVALID_PARTITIONS. */
export const PARTITIONS_MAX = 10_000;
/** Replicas of one partition; more is INVALID_REPLICATION_FACTOR or INVALID_REPLICA_ASSIGNMENT. */
export const REPLICAS_MAX = 64;
/** Settings of one topic; more is INVALID_CONFIG. */
export const CONFIG_ENTRIES_MAX = 256;
/** Letters of a topic's name (Kafka's limit); more is INVALID_TOPIC_EXCEPTION. */
export const TOPIC_NAME_LENGTH_MAX = 249;
/** Commands of one batch; more is INVALID_REQUEST. */
export const BATCH_COMMANDS_MAX = 40_000;
/** Producer ids reserved at a time; more is INVALID_REQUEST. */
export const PRODUCER_IDS_MAX = 1_000_000;
/** Answers kept for repeated requests; a repetition later than so many others counts as a new request. */
export const REQUEST_ANSWERS_MAX = 1_024;
/** Records of one kind in a snapshot. */
export const SNAPSHOT_RECORDS_MAX = 10_000_000;
/** Members of one group; more is GROUP_MAX_SIZE_REACHED. */
export const GROUP_MEMBERS_MAX = 1_000;
/** Topics that one member subscribes to; more is INVALID_REQUEST. */
export const SUBSCRIPTION_TOPICS_MAX = 1_000;
/** Offsets that are committed at a time; more is INVALID_REQUEST. */
export const COMMITTED_OFFSETS_MAX = 10_000;

/** Kafka's `broker.id`: an integer >= 0. */
export type BrokerId = number;

/** Brokers with an id below this have their name put together once. */
const NAMED_MAX = 1024;
const NODE_IDS: readonly NodeId[] = Array.from({ length: NAMED_MAX }, (_, brokerId) => `n${brokerId}`);

/** Brokers are named after their ids. Asked for each message: a name made for each would be hashed for each. */
export function nodeIdOf(brokerId: BrokerId): NodeId {
  return NODE_IDS[brokerId] ?? `n${brokerId}`;
}

export function brokerIdOf(nodeId: NodeId): BrokerId {
  return Number(nodeId.slice(1));
}

export type Broker = TypeOf<typeof broker>;
export const broker = record({
  brokerId: count,
  /** Where to send: the name of the process. */
  host: text,
  port: count,
  /** Unique to one life of the process: a broker that registers with another one has restarted. */
  incarnation: text,
  /** Grows with each registration; fences what the previous life of the broker left in flight (KIP-631). */
  brokerEpoch: count,
  /** A fenced broker leads nothing and joins no ISR. */
  fenced: flag,
});

/** Up to {@link REPLICAS_MAX} broker ids. */
export const brokerIds = list(count, REPLICAS_MAX);

/** One setting of a topic, such as `['min.insync.replicas', '2']`. */
export type ConfigEntry = readonly [name: string, value: string];

const configEntry: Codec<ConfigEntry> = {
  write: (writer, [name, value]) => writer.string(name).string(value),
  read: (reader) => [reader.string(), reader.string()],
};
export const config = list(configEntry, CONFIG_ENTRIES_MAX);

export type Topic = TypeOf<typeof topic>;
export const topic = record({
  name: text,
  /** Made from the place in the log, so all nodes agree; another topic of the name has another id. */
  topicId: text,
  partitionCount: count,
  replicationFactor: count,
  config,
});

export type Partition = TypeOf<typeof partition>;
export const partition = record({
  topic: text,
  partition: count,
  /** Empty until assigned (unconditional commands assign, elect and set the ISR one after another). */
  replicas: brokerIds,
  /** `null`: nobody leads it, and requests get LEADER_NOT_AVAILABLE. */
  leader: nullable(count),
  /** Counts the changes of leader, to and from `null` too. */
  leaderEpoch: count,
  isr: brokerIds,
  /** Counts the changes of any kind: the version that AlterPartition is checked against (KIP-497). */
  partitionEpoch: count,
});

/** A write's name, the same in all its retries. `origin` is unique to one life of the node that made it. */
export type RequestName = Omit<RequestId, 'seenIndex'>;
export type RequestId = TypeOf<typeof requestId>;
export const requestId = record({
  origin: text,
  number: count,
  /**
   * How far the image of the broker that writes was when it took the request: it was applied nowhere before.
   */
  seenIndex: count,
});

export type Counters = TypeOf<typeof counters>;
export const counters = record({
  nextProducerId: count,
  /** Where in the log a group was last deleted; 0: nowhere yet. A write from before it is late. */
  groupDeletedIndex: count,
  /** The newest place in the log of which an answer was given that is not kept any more; 0: none yet. */
  answerForgottenIndex: count,
});

/** Partitions of one topic, ascending. */
export type TopicPartitions = TypeOf<typeof topicPartitions>;
export const topicPartitions = record({ topic: text, partitions: list(count, PARTITIONS_MAX) });

const names = list(text, SUBSCRIPTION_TOPICS_MAX);

export type GroupMember = TypeOf<typeof groupMember>;
export const groupMember = record({
  /** Given by the coordinator, unique for ever. */
  memberId: text,
  /** Topics that it wants to consume. */
  topics: names,
  /** Assignors that it knows, its favourite first. */
  assignors: names,
  /** Silence after which it is taken for dead. */
  sessionTimeoutMs: count,
  /** How long the coordinator waits for it to join a new round. */
  rebalanceTimeoutMs: count,
  /** What it was given in this generation. */
  assignment: list(topicPartitions, SUBSCRIPTION_TOPICS_MAX),
});

/** A consumer group as of its newest assignment: what a coordinator that takes over begins with. */
export type Group = TypeOf<typeof group>;
export const group = record({
  groupId: text,
  /** Counts the rounds of joining; an assignment belongs to one. */
  generation: count,
  /** Empty while there are no members. */
  assignor: text,
  /** The member that makes the assignments; `null` without members. */
  leader: nullable(text),
  members: list(groupMember, GROUP_MEMBERS_MAX),
});

/** Where in a partition a group is to read on: the offset of the first record that it has not consumed. */
export type PartitionOffset = { readonly topic: string; readonly partition: number; readonly offset: number };

/** How far consumers may read in a partition, as a broker has said at some time. */
export type Watermark = TypeOf<typeof watermark>;
export const watermark = record({ topic: text, partition: count, highWatermark: count });

/** `topicId`: of the topic that is meant, not a later one of its name; `null`: whichever there is. */
export type OffsetOfTopic = TypeOf<typeof offsetOfTopic>;
export const offsetOfTopic = record({
  topic: text,
  topicId: nullable(text),
  partition: count,
  offset: count,
});

/** Which write it was: what tells a commit that comes late from one that comes next. */
export type OffsetWrite = TypeOf<typeof offsetWrite>;
const offsetWrite = record({
  /** Of the life of the coordinator that took the commit; 0: nobody asks. */
  brokerEpoch: count,
  /** Counts the commits that it took in that life. */
  sequence: count,
  /** Where in the metadata log it is. */
  index: count,
});

export type GroupOffset = TypeOf<typeof groupOffset>;
export const groupOffset = record({
  groupId: text,
  topic: text,
  partition: count,
  offset: count,
  write: offsetWrite,
});
