/** What clients ask about the cluster, and what they have changed in it. */
import type { BrokerId, Partition, RequestName, Topic } from './records.js';
import type { Answer, ErrorName, FailureName } from './errors.js';

export type MetadataRequest = {
  readonly type: 'metadata';
  /** `null`: all topics. */
  readonly topics: readonly string[] | null;
  /**
   * An unknown topic is created: LEADER_NOT_AVAILABLE or UNKNOWN_TOPIC_OR_PARTITION until it is there, the
   * refusal if it cannot be, such as INVALID_REPLICATION_FACTOR. Clients ask again all the same.
   */
  readonly allowAutoCreate: boolean;
};

export type MetadataResponse = {
  readonly type: 'metadata';
  readonly brokers: readonly BrokerMetadata[];
  /** Where writes go; `null` while the metadata log has no leader that this broker knows of. */
  readonly controller: BrokerId | null;
  /** In the order asked for, or by name. */
  readonly topics: readonly TopicMetadata[];
};

export type BrokerMetadata = { readonly brokerId: BrokerId; readonly host: string; readonly port: number };

export type TopicMetadata =
  | {
      readonly topic: string;
      readonly error: 'NONE';
      readonly topicId: string;
      readonly partitions: readonly PartitionMetadata[];
    }
  | { readonly topic: string; readonly error: FailureName };

export type PartitionMetadata = {
  /** LEADER_NOT_AVAILABLE when there is none. */
  readonly error: ErrorName;
} & Pick<Partition, 'partition' | 'leader' | 'leaderEpoch' | 'replicas' | 'isr'>;

export type CreateTopicRequest = {
  readonly type: 'createTopic';
  readonly topic: string;
  /** How long the answer may take; REQUEST_TIMED_OUT after that says nothing about the topic. */
  readonly timeoutMs: number;
  /** The same in all retries, so none gets TOPIC_ALREADY_EXISTS; `null`: retries are not told apart. */
  readonly requestId: RequestName | null;
} & Pick<Topic, 'partitionCount' | 'replicationFactor' | 'config'>;

export type CreateTopicResponse = Answer<'createTopic', { readonly topicId: string }>;

export type DeleteTopicRequest = {
  readonly type: 'deleteTopic';
  readonly topic: string;
  readonly timeoutMs: number;
  /** As in {@link CreateTopicRequest}: without it, a retry may delete the next topic of the name. */
  readonly requestId: RequestName | null;
};

export type DeleteTopicResponse = { readonly type: 'deleteTopic'; readonly error: ErrorName };
