/** The kinds of record in the image: number in the hash, bytes, key and order of each. */
import type { Codec } from '../../bytes/codec.js';
import * as records from '../../protocol/records.js';
import { requestAnswer } from '../../protocol/commands.js';
import { PartitionSlots, type PartitionKey } from './partition-slots.js';
import type { TableKind } from './table.js';

export const BROKERS: TableKind<records.BrokerId, records.Broker> = {
  kind: 1,
  codec: records.broker,
  keyOf: (broker) => broker.brokerId,
  compare: (left, right) => left.brokerId - right.brokerId,
};

export const TOPICS = byText(2, records.topic, ({ name }) => name);
export const PARTITIONS = byPartition(3, records.partition);

/** There is one. */
export const COUNTERS: TableKind<0, records.Counters> = {
  kind: 4,
  codec: records.counters,
  keyOf: () => 0,
  compare: () => 0,
};

export const ANSWERS = byText(5, requestAnswer, ({ requestId }) => requestKey(requestId));
export const GROUPS = byText(6, records.group, ({ groupId }) => groupId);

export const GROUP_OFFSETS: TableKind<string, records.GroupOffset> = {
  kind: 7,
  codec: records.groupOffset,
  keyOf: ({ groupId, topic, partition }) => groupOffsetKey(groupId, topic, partition),
  compare: (left, right) =>
    compareText(left.groupId, right.groupId) ||
    compareText(left.topic, right.topic) ||
    left.partition - right.partition,
};

export const WATERMARKS = byPartition(8, records.watermark);

/** Records whose key says their order too. */
function byText<V>(kind: number, codec: Codec<V>, keyOf: (record: V) => string): TableKind<string, V> {
  return { kind, codec, keyOf, compare: (left, right) => compareText(keyOf(left), keyOf(right)) };
}

/** Records of a partition each, by topic and number. */
function byPartition<V extends Pick<records.Partition, 'topic' | 'partition'>>(
  kind: number,
  codec: Codec<V>,
): TableKind<PartitionKey, V> {
  return {
    kind,
    codec,
    keyOf: (record) => record,
    compare: (left, right) => compareText(left.topic, right.topic) || left.partition - right.partition,
    createSlots: () => new PartitionSlots(),
  };
}

/** The numbers stand first, so that no two have one key, whatever is in the group's name. */
export function groupOffsetKey(groupId: string, topic: string, partition: number): string {
  return `${topic.length}:${partition}:${topic}${groupId}`;
}

/** By UTF-16 units: the same on every machine, unlike a locale's order. */
function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number stands first: digits end at the first `:`, so no two ids share a key, whatever `origin` is. */
export function requestKey(requestId: records.RequestId): string {
  return `${requestId.number}:${requestId.origin}`;
}
