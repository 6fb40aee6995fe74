/** The kinds of record in the image: number in the hash, bytes, key and order of each. */
import * as records from '../../protocol/records.js';
import { requestAnswer, type RequestAnswer } from '../../protocol/commands.js';
import type { TableKind } from './table.js';

export const BROKERS: TableKind<records.BrokerId, records.Broker> = {
  kind: 1,
  codec: records.broker,
  keyOf: (broker) => broker.brokerId,
  compare: (left, right) => left.brokerId - right.brokerId,
};

export const TOPICS: TableKind<string, records.Topic> = {
  kind: 2,
  codec: records.topic,
  keyOf: (topic) => topic.name,
  compare: (left, right) => compareText(left.name, right.name),
};

export const PARTITIONS: TableKind<string, records.Partition> = {
  kind: 3,
  codec: records.partition,
  keyOf: (partition) => partitionKey(partition.topic, partition.partition),
  compare: (left, right) => compareText(left.topic, right.topic) || left.partition - right.partition,
};

/** There is one. */
export const COUNTERS: TableKind<0, records.Counters> = {
  kind: 4,
  codec: records.counters,
  keyOf: () => 0,
  compare: () => 0,
};

export const ANSWERS: TableKind<string, RequestAnswer> = {
  kind: 5,
  codec: requestAnswer,
  keyOf: (answer) => requestKey(answer.requestId),
  compare: (left, right) => compareText(requestKey(left.requestId), requestKey(right.requestId)),
};

export const GROUPS: TableKind<string, records.Group> = {
  kind: 6,
  codec: records.group,
  keyOf: (group) => group.groupId,
  compare: (left, right) => compareText(left.groupId, right.groupId),
};

export const GROUP_OFFSETS: TableKind<string, records.GroupOffset> = {
  kind: 7,
  codec: records.groupOffset,
  keyOf: ({ groupId, topic, partition }) => groupOffsetKey(groupId, topic, partition),
  compare: (left, right) =>
    compareText(left.groupId, right.groupId) ||
    compareText(left.topic, right.topic) ||
    left.partition - right.partition,
};

export const WATERMARKS: TableKind<string, records.Watermark> = {
  kind: 8,
  codec: records.watermark,
  keyOf: ({ topic, partition }) => partitionKey(topic, partition),
  compare: (left, right) => compareText(left.topic, right.topic) || left.partition - right.partition,
};

/** The numbers stand first, so that no two have one key, whatever is in the group's name. */
export function groupOffsetKey(groupId: string, topic: string, partition: number): string {
  return `${topic.length}:${partition}:${topic}${groupId}`;
}

/** The number stands first, as in {@link requestKey}. */
export function partitionKey(topic: string, partition: number): string {
  return `${partition}:${topic}`;
}

/** By UTF-16 units: the same on every machine, unlike a locale's order. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number stands first: digits end at the first `:`, so no two ids share a key, whatever `origin` is. */
export function requestKey(requestId: records.RequestId): string {
  return `${requestId.number}:${requestId.origin}`;
}
