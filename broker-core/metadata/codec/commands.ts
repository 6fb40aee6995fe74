/** Metadata commands to bytes and back: one byte of type, then its fields. */
import { unreachable } from '../../assert.js';
import { ByteReader } from '../../bytes/reader.js';
import { ByteWriter } from '../../bytes/writer.js';
import type * as commands from '../../protocol/commands.js';
import {
  BATCH_COMMANDS_MAX,
  COMMITTED_OFFSETS_MAX,
  PARTITIONS_MAX,
  REPLICAS_MAX,
} from '../../protocol/limits.js';
import type { OffsetOfTopic } from '../../protocol/records.js';
import { type Codec, count, flag, list, nullable, record, tag, text, unreadable, word } from './fields.js';
import { brokerIds, config, group, requestId } from './records.js';

/** Bytes that are no command, whole or in part, are CORRUPT_MESSAGE. */
export type DecodedCommand =
  | { readonly ok: true; readonly command: commands.Command }
  | { readonly ok: false; readonly error: 'CORRUPT_MESSAGE' };

/** The bytes of a log entry. Numbers that are negative, fractional or unsafe are the program's mistake and assert. */
export function encodeCommand(command: commands.Command): Uint8Array {
  const writer = new ByteWriter();
  if (command.type === 'batch') {
    writer.u8(BATCH);
    batch.write(writer, command.commands);
  } else {
    single.write(writer, command);
  }
  return writer.copy();
}

/** Never throws: the bytes come from a disk or a peer. */
export function decodeCommand(bytes: Uint8Array): DecodedCommand {
  const isBatch = bytes[0] === BATCH;
  const reader = new ByteReader(isBatch ? bytes.subarray(1) : bytes);
  const command: commands.Command = isBatch
    ? { type: 'batch', commands: batch.read(reader) }
    : single.read(reader);
  return reader.finished ? { ok: true, command } : { ok: false, error: 'CORRUPT_MESSAGE' };
}

const registerBroker = record<commands.RegisterBroker>({
  type: tag('registerBroker'),
  brokerId: count,
  host: text,
  port: count,
  incarnation: text,
  startFenced: flag,
});

const fenceBroker = record<commands.FenceBroker>({
  type: tag('fenceBroker'),
  brokerId: count,
  brokerEpoch: nullable(count),
  failover: word(['first-isr', 'first-live-isr']),
});

const unfenceBroker = record<commands.UnfenceBroker>({
  type: tag('unfenceBroker'),
  brokerId: count,
  brokerEpoch: nullable(count),
});

const createTopic = record<commands.CreateTopic>({
  type: tag('createTopic'),
  name: text,
  partitionCount: count,
  replicationFactor: count,
  config,
  ifExists: word(['refuse', 'overwrite']),
  requestId: nullable(requestId),
});

const assignment = record<commands.PartitionAssignment>({
  replicas: brokerIds,
  leader: count,
  isr: brokerIds,
});

const createTopicWithAssignments = record<commands.CreateTopicWithAssignments>({
  type: tag('createTopicWithAssignments'),
  name: text,
  config,
  partitions: list(assignment, PARTITIONS_MAX),
  requestId: nullable(requestId),
});

const assignPartition = record<commands.AssignPartition>({
  type: tag('assignPartition'),
  topic: text,
  partition: count,
  replicas: brokerIds,
});

const setPartitionLeader = record<commands.SetPartitionLeader>({
  type: tag('setPartitionLeader'),
  topic: text,
  partition: count,
  leader: count,
});

const updateIsr = record<commands.UpdateIsr>({
  type: tag('updateIsr'),
  topic: text,
  partition: count,
  isr: brokerIds,
});

const updatePartitionOffset = record<commands.UpdatePartitionOffset>({
  type: tag('updatePartitionOffset'),
  topic: text,
  partition: count,
  highWatermark: count,
});

const alterPartition = record<commands.AlterPartition>({
  type: tag('alterPartition'),
  topic: text,
  topicId: text,
  partition: count,
  leaderEpoch: count,
  partitionEpoch: count,
  isr: brokerIds,
  isrBrokerEpochs: list(nullable(count), REPLICAS_MAX),
});

const electLeader = record<commands.ElectLeader>({ type: tag('electLeader'), topic: text, partition: count });

const deleteTopic = record<commands.DeleteTopic>({
  type: tag('deleteTopic'),
  name: text,
  requestId: nullable(requestId),
});

const allocateProducerIds = record<commands.AllocateProducerIds>({
  type: tag('allocateProducerIds'),
  count,
  requestId: nullable(requestId),
});

const coordinator = record<commands.Coordinator>({ brokerId: count, brokerEpoch: count });

const storeGroup = record<commands.StoreGroup>({
  type: tag('storeGroup'),
  coordinator,
  seenIndex: count,
  group,
  requestId: nullable(requestId),
});

const groupWrite = { coordinator, sequence: count, seenIndex: count };

const commitFence = record<commands.CommitFence>({
  ...groupWrite,
  generation: nullable(count),
  memberId: text,
});

const deleteFence = record<NonNullable<commands.DeleteGroup['fence']>>({ ...groupWrite, generation: count });

const offsetOfTopic = record<OffsetOfTopic>({
  topic: text,
  topicId: nullable(text),
  partition: count,
  offset: count,
});

const commitOffsets = record<commands.CommitOffsets>({
  type: tag('commitOffsets'),
  groupId: text,
  fence: nullable(commitFence),
  offsets: list(offsetOfTopic, COMMITTED_OFFSETS_MAX),
  requestId: nullable(requestId),
});

const deleteGroup = record<commands.DeleteGroup>({
  type: tag('deleteGroup'),
  groupId: text,
  fence: nullable(deleteFence),
  requestId: nullable(requestId),
});

const barrier = record<commands.Barrier>({ type: tag('barrier'), requestId });

/** The byte of a batch; those of the single commands are their cases below. Numbers stay: they are on disks. */
const BATCH = 0;

const single: Codec<commands.SingleCommand> = { write: writeSingle, read: readSingle };
const batch = list(single, BATCH_COMMANDS_MAX);

function writeSingle(writer: ByteWriter, command: commands.SingleCommand): ByteWriter {
  switch (command.type) {
    case 'registerBroker':
      return registerBroker.write(writer.u8(1), command);
    case 'fenceBroker':
      return fenceBroker.write(writer.u8(2), command);
    case 'unfenceBroker':
      return unfenceBroker.write(writer.u8(3), command);
    case 'createTopic':
      return createTopic.write(writer.u8(4), command);
    case 'createTopicWithAssignments':
      return createTopicWithAssignments.write(writer.u8(5), command);
    case 'assignPartition':
      return assignPartition.write(writer.u8(6), command);
    case 'setPartitionLeader':
      return setPartitionLeader.write(writer.u8(7), command);
    case 'updateIsr':
      return updateIsr.write(writer.u8(8), command);
    case 'alterPartition':
      return alterPartition.write(writer.u8(9), command);
    case 'electLeader':
      return electLeader.write(writer.u8(10), command);
    case 'deleteTopic':
      return deleteTopic.write(writer.u8(11), command);
    case 'allocateProducerIds':
      return allocateProducerIds.write(writer.u8(12), command);
    case 'storeGroup':
      return storeGroup.write(writer.u8(13), command);
    case 'commitOffsets':
      return commitOffsets.write(writer.u8(14), command);
    case 'deleteGroup':
      return deleteGroup.write(writer.u8(15), command);
    case 'updatePartitionOffset':
      return updatePartitionOffset.write(writer.u8(16), command);
    case 'barrier':
      return barrier.write(writer.u8(17), command);
    default:
      return unreachable(command);
  }
}

function readSingle(reader: ByteReader): commands.SingleCommand {
  switch (reader.u8()) {
    case 1:
      return registerBroker.read(reader);
    case 2:
      return fenceBroker.read(reader);
    case 3:
      return unfenceBroker.read(reader);
    case 4:
      return createTopic.read(reader);
    case 5:
      return createTopicWithAssignments.read(reader);
    case 6:
      return assignPartition.read(reader);
    case 7:
      return setPartitionLeader.read(reader);
    case 8:
      return updateIsr.read(reader);
    case 9:
      return alterPartition.read(reader);
    case 10:
      return electLeader.read(reader);
    case 11:
      return deleteTopic.read(reader);
    case 12:
      return allocateProducerIds.read(reader);
    case 13:
      return storeGroup.read(reader);
    case 14:
      return commitOffsets.read(reader);
    case 15:
      return deleteGroup.read(reader);
    case 16:
      return updatePartitionOffset.read(reader);
    case 17:
      return barrier.read(reader);
    default:
      return unreadable(reader, { type: 'electLeader', topic: '', partition: 0 });
  }
}
