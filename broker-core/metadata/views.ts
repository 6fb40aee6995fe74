/** Questions that the broker asks of its image. */
import type { FailureName } from '../protocol/errors.js';
import type { MetadataResponse, PartitionMetadata, TopicMetadata } from '../protocol/topics.js';
import type { Broker, BrokerId, Partition, Topic } from '../protocol/records.js';
import type { MetadataView } from './state/state.js';

const NO_REFUSALS: ReadonlyMap<string, FailureName> = new Map();

export type TopicView = Pick<Topic, 'name' | 'topicId' | 'config'> & {
  /** In order; `null` in the place of a partition that is not assigned yet. */
  readonly partitions: readonly (Partition | null)[];
};

/** `null`: there is no such topic. */
export function topicView(view: MetadataView, name: string): TopicView | null {
  const topic = view.topic(name);
  if (topic === undefined) return null;
  const partitions = Array.from(
    { length: topic.partitionCount },
    (_, place) => view.partition(name, place) ?? null,
  );
  return { name, topicId: topic.topicId, config: topic.config, partitions };
}

/**
 * Every partition, from 0 to the topic's count, is assigned, led and has an ISR. An unknown topic is not
 * ready: "all of its partitions are" would be true of none, and partition 0 says nothing of the others.
 */
export function isReady(view: MetadataView, topic: string): boolean {
  const partitionCount = view.topic(topic)?.partitionCount ?? 0;
  for (let place = 0; place < partitionCount; place++) {
    const { replicas = [], leader = null, isr = [] } = view.partition(topic, place) ?? {};
    if (replicas.length === 0 || leader === null || isr.length === 0) return false;
  }
  return partitionCount > 0;
}

/** The partitions that this broker holds, led by it or not; by topic and number. */
export function partitionsOf(view: MetadataView, brokerId: BrokerId): readonly Partition[] {
  return view.partitions().filter((partition) => partition.replicas.includes(brokerId));
}

/** Registered and not fenced; by id. */
export function liveBrokers(view: MetadataView): readonly Broker[] {
  return view.brokers().filter((broker) => !broker.fenced);
}

/**
 * The answer to a Metadata request, from this image alone. `topics`: `null` for all. `refusals`: why a
 * missing topic could not be created, by name. `describe`: may remember what it gave before.
 */
export function describeCluster(
  view: MetadataView,
  topics: readonly string[] | null,
  controller: BrokerId | null,
  refusals: ReadonlyMap<string, FailureName> = NO_REFUSALS,
  describe: typeof describeTopic = describeTopic,
): MetadataResponse {
  const names = topics ?? view.topics().map((topic) => topic.name);
  return {
    type: 'metadata',
    brokers: liveBrokers(view).map(({ brokerId, host, port }) => ({ brokerId, host, port })),
    controller,
    topics: names.map((name) => describe(view, name, refusals.get(name))),
  };
}

/** A missing topic is an error, UNKNOWN_TOPIC_OR_PARTITION by default; partitions have their own. */
export function describeTopic(
  view: MetadataView,
  name: string,
  refusal: FailureName = 'UNKNOWN_TOPIC_OR_PARTITION',
): TopicMetadata {
  const topic = topicView(view, name);
  if (topic === null) return { topic: name, error: refusal };
  const partitions = topic.partitions.map((partition, place) => describePartition(partition, place));
  return { topic: name, error: 'NONE', topicId: topic.topicId, partitions };
}

/**
 * As {@link describeTopic}; the result is shared by all callers. Story: (1) a hundred clients wait for a
 * topic of a thousand partitions; (2) each asks every 100 ms while the partitions are assigned one by one;
 * (3) each answer lists all thousand again: the square of the topic's size.
 */
export function rememberingDescriptions(): typeof describeTopic {
  const byName = new Map<string, TopicMetadata>();
  let seen: MetadataView | null = null;
  let seenIndex = 0;
  return (view, name, refusal) => {
    if (view !== seen || view.appliedIndex !== seenIndex) {
      byName.clear();
      seen = view;
      seenIndex = view.appliedIndex;
    }
    const known = byName.get(name);
    if (known !== undefined) return known;
    const described = describeTopic(view, name, refusal);
    // Only topics that are there: those are bounded, and names that somebody asks for are not.
    if (described.error === 'NONE') byName.set(name, described);
    return described;
  };
}

/** `null`: it is not assigned yet. */
export function describePartition(record: Partition | null, partition: number): PartitionMetadata {
  if (record === null)
    return { partition, error: 'LEADER_NOT_AVAILABLE', leader: null, leaderEpoch: 0, replicas: [], isr: [] };
  const { leader, leaderEpoch, replicas, isr } = record;
  const error = leader === null ? 'LEADER_NOT_AVAILABLE' : 'NONE';
  return { partition, error, leader, leaderEpoch, replicas, isr };
}
