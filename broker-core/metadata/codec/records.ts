/** The bytes of the image's records: in snapshots, and under the content hash. */
import { unreachable } from '../../assert.js';
import type { ByteReader } from '../../bytes/reader.js';
import type { ByteWriter } from '../../bytes/writer.js';
import { errorCode, errorNameOf, type FailureName } from '../../protocol/errors.js';
import {
  CONFIG_ENTRIES_MAX,
  GROUP_MEMBERS_MAX,
  PARTITIONS_MAX,
  REPLICAS_MAX,
  SUBSCRIPTION_TOPICS_MAX,
} from '../../protocol/limits.js';
import type {
  Broker,
  ConfigEntry,
  Counters,
  Group,
  GroupMember,
  GroupOffset,
  OffsetWrite,
  Partition,
  RequestId,
  Topic,
  TopicPartitions,
  Watermark,
} from '../../protocol/records.js';
import type { RequestAnswer, SingleReply } from '../../protocol/commands.js';
import { type Codec, count, flag, list, nullable, record, tag, text, unreadable } from './fields.js';

/** Up to {@link REPLICAS_MAX} broker ids. */
export const brokerIds = list(count, REPLICAS_MAX);

const configEntry: Codec<ConfigEntry> = {
  write: (writer, [name, value]) => writer.string(name).string(value),
  read: (reader) => [reader.string(), reader.string()],
};

export const config = list(configEntry, CONFIG_ENTRIES_MAX);

export const requestId = record<RequestId>({ origin: text, number: count });

export const broker = record<Broker>({
  brokerId: count,
  host: text,
  port: count,
  incarnation: text,
  brokerEpoch: count,
  fenced: flag,
});

export const topic = record<Topic>({
  name: text,
  topicId: text,
  partitionCount: count,
  replicationFactor: count,
  config,
});

export const partition = record<Partition>({
  topic: text,
  partition: count,
  replicas: brokerIds,
  leader: nullable(count),
  leaderEpoch: count,
  isr: brokerIds,
  partitionEpoch: count,
});

export const counters = record<Counters>({ nextProducerId: count, groupDeletedIndex: count });

const names = list(text, SUBSCRIPTION_TOPICS_MAX);

const topicPartitions = record<TopicPartitions>({ topic: text, partitions: list(count, PARTITIONS_MAX) });

const groupMember = record<GroupMember>({
  memberId: text,
  topics: names,
  assignors: names,
  sessionTimeoutMs: count,
  rebalanceTimeoutMs: count,
  assignment: list(topicPartitions, SUBSCRIPTION_TOPICS_MAX),
});

export const group = record<Group>({
  groupId: text,
  generation: count,
  assignor: text,
  leader: nullable(text),
  members: list(groupMember, GROUP_MEMBERS_MAX),
});

export const watermark = record<Watermark>({ topic: text, partition: count, highWatermark: count });

const offsetWrite = record<OffsetWrite>({ brokerEpoch: count, sequence: count, index: count });

export const groupOffset = record<GroupOffset>({
  groupId: text,
  topic: text,
  partition: count,
  offset: count,
  write: offsetWrite,
});

const doneReply = record<Extract<SingleReply, { type: 'done' }>>({ type: tag('done') });
const brokerReply = record<Extract<SingleReply, { type: 'broker' }>>({
  type: tag('broker'),
  brokerEpoch: count,
});
const topicReply = record<Extract<SingleReply, { type: 'topic' }>>({ type: tag('topic'), topicId: text });
const producerIdsReply = record<Extract<SingleReply, { type: 'producerIds' }>>({
  type: tag('producerIds'),
  firstId: count,
  count,
});
const partitionReply = record<Extract<SingleReply, { type: 'partition' }>>({
  type: tag('partition'),
  leader: nullable(count),
  leaderEpoch: count,
  isr: brokerIds,
  partitionEpoch: count,
});

const reply: Codec<SingleReply> = { write: writeReply, read: readReply };

function writeReply(writer: ByteWriter, value: SingleReply): ByteWriter {
  switch (value.type) {
    case 'done':
      return doneReply.write(writer.u8(0), value);
    case 'broker':
      return brokerReply.write(writer.u8(1), value);
    case 'topic':
      return topicReply.write(writer.u8(2), value);
    case 'producerIds':
      return producerIdsReply.write(writer.u8(3), value);
    case 'partition':
      return partitionReply.write(writer.u8(4), value);
    default:
      return unreachable(value);
  }
}

function readReply(reader: ByteReader): SingleReply {
  switch (reader.u8()) {
    case 0:
      return doneReply.read(reader);
    case 1:
      return brokerReply.read(reader);
    case 2:
      return topicReply.read(reader);
    case 3:
      return producerIdsReply.read(reader);
    case 4:
      return partitionReply.read(reader);
    default:
      return unreadable(reader, { type: 'done' });
  }
}

/** The code's number: -1 is the only negative one, so it is kept one higher. */
const failure: Codec<FailureName> = {
  write: (writer, name) => writer.varint(errorCode(name) + 1),
  read: (reader) => {
    const name = errorNameOf(reader.varint() - 1);
    return name === null || name === 'NONE' ? unreadable(reader, 'UNKNOWN_SERVER_ERROR') : name;
  },
};

const outcome: Codec<RequestAnswer['outcome']> = {
  write: (writer, value) => {
    writer.bool(value.type === 'ok');
    return value.type === 'ok' ? reply.write(writer, value.reply) : failure.write(writer, value.error);
  },
  read: (reader) =>
    reader.bool()
      ? { type: 'ok', reply: reply.read(reader) }
      : { type: 'refused', error: failure.read(reader) },
};

export const requestAnswer = record<RequestAnswer>({ requestId, outcome });
