/** What is told of topics and brokers. */
import type { MetadataView } from '../../broker-core/metadata/state/state.js';
import { topicView } from '../../broker-core/metadata/views.js';
import { type Broker, type BrokerId, nodeIdOf } from '../../broker-core/protocol/records.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';

/** With a new id under the old name, a client that was told of the first one writes into the second. */
export const topicKeepsItsId: Invariant = {
  name: 'topic-keeps-its-id',
  doc: 'A topic that exists is replaced by no second creation.',
  source: 'KIP-516 (topic identifiers)',
  create: ({ share, violate, judged }) => {
    const image = share(CommittedImage);
    return {
      ...hears(CHANGING, () => {
        for (const change of image.changes) {
          if (change.type !== 'topicCreated') continue;
          judged();
          if (change.replacedTopicId === null) continue;
          violate(`${change.topic} ${change.replacedTopicId} is replaced by ${change.topicId}`);
        }
      }),
    };
  },
};

export const acknowledgedTopicSurvives: Invariant = {
  name: 'acknowledged-topic-survives',
  doc: 'A topic that was acknowledged is on every broker, each partition assigned, led and with an ISR.',
  source: 'Kafka, CreateTopics (wait until the topic is ready)',
  create: ({ share, violate, judged }) => {
    const image = share(CommittedImage);
    /** The newest id of a name, and the one that it had when it was last acknowledged. */
    const newest = new Map<string, string>();
    const acknowledged = new Map<string, string | undefined>();
    const deleted = new Set<string | undefined>();
    return {
      ...hears([...CHANGING, 'topicAcknowledged'], (fact) => {
        for (const change of image.changes) {
          if (change.type === 'topicCreated') newest.set(change.topic, change.topicId);
          else if (change.type === 'topicDeleted') deleted.add(change.topicId);
        }
        if (fact.type === 'topicAcknowledged') acknowledged.set(fact.topic, newest.get(fact.topic));
      }),
      atEnd({ history, views }) {
        for (const topic of history.topicsAcknowledged) {
          if (deleted.has(acknowledged.get(topic))) continue;
          for (const [nodeId, { metadata }] of views) {
            judged();
            const missing = whatIsMissing(metadata, topic);
            if (missing !== null) violate(`${topic} was acknowledged, and ${nodeId} has ${missing}`);
          }
        }
      },
    };
  },
};

function whatIsMissing(metadata: MetadataView, name: string): string | null {
  const topic = topicView(metadata, name);
  if (topic === null) return 'no such topic';
  for (const [place, partition] of topic.partitions.entries()) {
    if (partition === null || partition.replicas.length === 0) return `partition ${place} unassigned`;
    if (partition.leader === null) return `partition ${place} without a leader`;
    if (partition.isr.length === 0) return `partition ${place} without an ISR`;
  }
  return topic.partitions.length === 0 ? 'it without a partition' : null;
}

/**
 * Three writes that belong together, of which the first alone was made, leave it with neither, and nothing
 * repairs it. Of partitions all of whose replicas run.
 */
export const assignedPartitionIsLed: Invariant = {
  name: 'assigned-partition-is-led',
  doc: 'A partition that has been assigned has a leader and an ISR when everything is mended.',
  source: 'KIP-631 (a partition record is written whole)',
  create: ({ violate, judged }) => ({
    atEnd({ views }) {
      for (const [nodeId, { metadata }] of views) {
        for (const detail of halfMade(metadata, (brokerId) => views.has(nodeIdOf(brokerId)), judged))
          violate(`${nodeId} has ${detail}`);
      }
    },
  }),
};

function halfMade(
  metadata: MetadataView,
  isUp: (brokerId: number) => boolean,
  judged: () => void,
): readonly string[] {
  const found: string[] = [];
  for (const { topic, partition, replicas, leader, isr } of metadata.partitions()) {
    if (replicas.length === 0 || !replicas.every(isUp)) continue;
    judged();
    const place = `${topic}/${partition} assigned`;
    if (leader === null) found.push(`${place} and without a leader`);
    else if (isr.length === 0) found.push(`${place} and without an ISR`);
  }
  return found;
}

/** Who asked may be told late, when a later life has taken its place: that it was there is enough. */
export const acknowledgedRegistrationIsApplied: Invariant = {
  name: 'acknowledged-registration-is-applied',
  doc: 'A registration that is acknowledged is in the metadata, or was until a later one took its place.',
  source: 'KIP-631 (broker epochs)',
  create: ({ share, violate, judged }) => {
    const image = share(CommittedImage);
    const registered = new Map<BrokerId, Set<string>>();
    return {
      ...hears([...CHANGING, 'brokerAcknowledged'], (fact) => {
        if (fact.type !== 'brokerAcknowledged') {
          for (const change of image.changes)
            if (change.type === 'brokerRegistered') noteRegistered(registered, image.view, change.brokerId);
          return;
        }
        const { nodeId, brokerId } = fact;
        judged();
        const told = lifeAndAddress(fact);
        if (registered.get(brokerId)?.has(told) === true) return;
        const record = image.view.broker(brokerId);
        const found = record === undefined ? 'none' : lifeAndAddress(record);
        violate(`${nodeId} acknowledged broker ${brokerId}, ${told}, and the metadata has ${found}`);
      }),
    };
  },
};

function noteRegistered(
  registered: Map<BrokerId, Set<string>>,
  view: MetadataView,
  brokerId: BrokerId,
): void {
  const record = view.broker(brokerId);
  if (record === undefined) return;
  const lives = registered.get(brokerId) ?? new Set();
  registered.set(brokerId, lives.add(lifeAndAddress(record)));
}

function lifeAndAddress({ incarnation, host, port }: Pick<Broker, 'incarnation' | 'host' | 'port'>): string {
  return `${incarnation} at ${host}:${port}`;
}
