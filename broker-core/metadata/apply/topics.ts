import { assert } from '../../assert.js';
import type { PartitionAssignment, SingleReply } from '../../protocol/commands.js';
import type { FailureName } from '../../protocol/errors.js';
import {
  CONFIG_ENTRIES_MAX,
  PARTITIONS_MAX,
  REPLICAS_MAX,
  TOPIC_NAME_LENGTH_MAX,
  type ConfigEntry,
  type Partition,
  type Topic,
} from '../../protocol/records.js';
import { refuse } from './result.js';
import type { MetadataState } from '../state/state.js';
import { type Apply, type Context, isLive, reportAssignment, reportIsr, reportLeader } from './context.js';
import { firstLiveIsr } from './election.js';
import { forgetOffsetsOf } from './groups.js';

/** Kafka's rule: letters, digits, `.`, `_` and `-`; a folder is named after it, so neither `.` nor `..`. */
const TOPIC_NAME = /^(?!\.{1,2}$)[a-zA-Z0-9._-]+$/;

/** Its partitions stay as they are: there are none, or those of the topic that is overwritten. */
export const createTopic: Apply<'createTopic'> = (context, command) => {
  const { name, partitionCount, replicationFactor, config, ifExists } = command;
  const error = refusalOfTopic(name, partitionCount, replicationFactor, config);
  if (error !== null) return refuse(error);
  const existing = context.state.topic(name);
  if (existing !== undefined && ifExists === 'refuse') return refuse('TOPIC_ALREADY_EXISTS');
  return putTopic(context, { name, topicId: context.id, partitionCount, replicationFactor, config });
};

export const createTopicWithAssignments: Apply<'createTopicWithAssignments'> = (context, command) => {
  const { name, config, partitions } = command;
  const replicationFactor = partitions[0]?.replicas.length ?? 1;
  const error = refusalOfTopic(name, partitions.length, replicationFactor, config);
  if (error !== null) return refuse(error);
  if (context.state.topic(name) !== undefined) return refuse('TOPIC_ALREADY_EXISTS');
  for (const assignment of partitions) {
    const reason = refusalOfAssignment(context.state, assignment);
    if (reason !== null) return refuse(reason);
  }
  for (const [partition, assignment] of partitions.entries())
    putNewPartition(context, newPartition(context.state, name, partition, assignment));
  const partitionCount = partitions.length;
  return putTopic(context, { name, topicId: context.id, partitionCount, replicationFactor, config });
};

export const deleteTopic: Apply<'deleteTopic'> = (context, { name }) => {
  const topic = context.state.topic(name);
  if (topic === undefined) return refuse('UNKNOWN_TOPIC_OR_PARTITION');
  context.state.topicTable.remove(topic);
  // Not a loop to `partitionCount`: an unconditional assignment may have assigned beyond it.
  for (const partition of context.state.partitions())
    if (partition.topic === name) context.state.partitionTable.remove(partition);
  for (const watermark of context.state.watermarks())
    if (watermark.topic === name) context.state.watermarkTable.remove(watermark);
  forgetOffsetsOf(context.state, name);
  context.changes.push({ type: 'topicDeleted', topic: name, topicId: topic.topicId });
  return { type: 'topic', topicId: topic.topicId };
};

function putTopic(context: Context, topic: Topic): SingleReply {
  const replaced = context.state.topic(topic.name);
  assert(replaced?.topicId !== topic.topicId, 'no two topics have one id');
  context.state.topicTable.put(topic);
  context.changes.push({
    type: 'topicCreated',
    topic: topic.name,
    topicId: topic.topicId,
    replacedTopicId: replaced?.topicId ?? null,
  });
  return { type: 'topic', topicId: topic.topicId };
}

/** A broker fenced since the plan would never leave this ISR: its fencing came before the partition. */
function newPartition(
  state: MetadataState,
  topic: string,
  partition: number,
  { replicas, leader, isr }: PartitionAssignment,
): Partition {
  const liveIsr = isr.filter((brokerId) => isLive(state, brokerId));
  const led = isLive(state, leader) ? leader : firstLiveIsr(state, liveIsr);
  assert(led !== null && liveIsr.includes(led), 'an assignment with nobody live was refused before');
  return { topic, partition, replicas, leader: led, leaderEpoch: 0, isr: liveIsr, partitionEpoch: 0 };
}

/** A partition that unconditional commands left under this name is replaced whole, and its epochs with it. */
function putNewPartition(context: Context, partition: Partition): void {
  context.state.partitionTable.put(partition);
  reportAssignment(context, partition);
  reportLeader(context, partition);
  reportIsr(context, partition);
}

/** Also for the broker that gets the request: what is refused here is not worth a place in the log. */
export function refusalOfTopic(
  name: string,
  partitionCount: number,
  replicationFactor: number,
  config: readonly ConfigEntry[],
): FailureName | null {
  if (name.length > TOPIC_NAME_LENGTH_MAX || !TOPIC_NAME.test(name)) return 'INVALID_TOPIC_EXCEPTION';
  if (!isWithin(partitionCount, PARTITIONS_MAX)) return 'INVALID_PARTITIONS';
  if (!isWithin(replicationFactor, REPLICAS_MAX)) return 'INVALID_REPLICATION_FACTOR';
  if (config.length > CONFIG_ENTRIES_MAX) return 'INVALID_CONFIG';
  return null;
}

/** Replicas are registered and distinct; the ISR is among them, holds the leader, and one of it is live. */
function refusalOfAssignment(
  state: MetadataState,
  { replicas, leader, isr }: PartitionAssignment,
): FailureName | null {
  const distinct = new Set(replicas).size === replicas.length && new Set(isr).size === isr.length;
  const registered = replicas.every((brokerId) => state.broker(brokerId) !== undefined);
  const within = isr.every((brokerId) => replicas.includes(brokerId)) && isr.includes(leader);
  const led = isr.some((brokerId) => isLive(state, brokerId));
  if (replicas.length > REPLICAS_MAX) return 'INVALID_REPLICA_ASSIGNMENT';
  return distinct && registered && within && led ? null : 'INVALID_REPLICA_ASSIGNMENT';
}

/** An integer in 1..max. */
export function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
