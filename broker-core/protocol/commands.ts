/**
 * The entries of the metadata log and the answers to them, as types and bytes: one byte of type, then its
 * fields.
 *
 * Where a variant behaves otherwise, the difference is a command or a field of one, so one log means one
 * thing on every node, whatever variant wrote it.
 */
import {
  count,
  flag,
  list,
  member,
  nullable,
  record,
  text,
  type TypeOf,
  union,
  word,
  type Codec,
} from '../bytes/codec.js';
import { ByteReader } from '../bytes/reader.js';
import { ByteWriter } from '../bytes/writer.js';
import {
  BATCH_COMMANDS_MAX,
  COMMITTED_OFFSETS_MAX,
  PARTITIONS_MAX,
  REPLICAS_MAX,
  brokerIds,
  config,
  group,
  offsetOfTopic,
  requestId,
  type RequestId,
} from './records.js';
import { errorCode, errorNameOf, type FailureName } from './errors.js';

/** Bytes that are no command, whole or in part, are CORRUPT_MESSAGE. */
export type DecodedCommand =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly error: 'CORRUPT_MESSAGE' };

/** The bytes of a log entry. Numbers that are negative, fractional or unsafe assert. */
export function encodeCommand(written: Command): Uint8Array {
  return command.write(new ByteWriter(), written).copy();
}

/** Never throws: the bytes come from a disk or a peer. */
export function decodeCommand(bytes: Uint8Array): DecodedCommand {
  const reader = new ByteReader(bytes);
  const read = command.read(reader);
  return reader.finished ? { ok: true, command: read } : { ok: false, error: 'CORRUPT_MESSAGE' };
}

/** The command's name for retries; `null` when a repetition counts as another command. */
export function requestIdOf(single: SingleCommand): RequestId | null {
  return 'requestId' in single ? single.requestId : null;
}

export type PartitionAssignment = TypeOf<typeof assignment>;
export const assignment = record({ replicas: brokerIds, leader: count, isr: brokerIds });

/**
 * Who leads after a broker failed. `first-live-isr`: the first ISR member that is not fenced; the failed one
 * leaves the ISR. `first-isr`: `isr[0]`, most often the failed broker itself; the ISR stays as it is.
 */
export type Failover = TypeOf<typeof failover>;
export const failover = word(['first-isr', 'first-live-isr']);

/** The broker that writes for a group. Refused unless the image there says that it coordinates the group. */
export type Coordinator = TypeOf<typeof coordinator>;
const coordinator = record({ brokerId: count, brokerEpoch: count });

/** Which of a coordinator's writes for a group it is: tells one that comes late from the next one. */
export type GroupWrite = Omit<CommitFence, 'generation' | 'memberId'>;
const groupWrite = {
  coordinator,
  /** Counts the commits and deletions that this life of the coordinator took. */
  sequence: count,
  /** How far the coordinator's image was when it took this one. */
  seenIndex: count,
};

/** Who commits. `generation` is `null` for a consumer that assigns its partitions itself, outside any. */
export type CommitFence = TypeOf<typeof commitFence>;
const commitFence = record({ ...groupWrite, generation: nullable(count), memberId: text });

const singles = {
  /** A broker process makes itself known. Always succeeds; the reply carries the broker epoch. */
  registerBroker: member(1, {
    brokerId: count,
    host: text,
    port: count,
    /** Of one start of the broker's process: stays when that is registered again (KIP-631). */
    incarnation: text,
    /**
     * `true` (KIP-631): it starts fenced, and a *restart* leaves its ISRs and leaderships first, because what
     * it had not synced is gone. `false`: it is live at once and keeps its places.
     */
    startFenced: flag,
  }),
  fenceBroker: member(2, {
    brokerId: count,
    /** Of the registration that is meant (STALE_BROKER_EPOCH). `null`: whichever there is. */
    brokerEpoch: nullable(count),
    failover,
  }),
  /** The broker has caught up: it may lead, and gets partitions that waited for it. Epoch as above. */
  unfenceBroker: member(3, { brokerId: count, brokerEpoch: nullable(count) }),
  /** Names a topic and nothing more: its partitions have to be assigned by further commands. */
  createTopic: member(4, {
    name: text,
    partitionCount: count,
    replicationFactor: count,
    config,
    /** `overwrite`: a second creation replaces id and configuration and leaves the partitions. */
    ifExists: word(['refuse', 'overwrite']),
    /** `null`: a repeated command is a second command. */
    requestId: nullable(requestId),
  }),
  /** Creates a topic that is ready at once: one record, so no part of it can be lost. */
  createTopicWithAssignments: member(5, {
    name: text,
    config,
    /** In order of the partitions. A broker fenced by then is left out of the ISR and does not lead. */
    partitions: list(assignment, PARTITIONS_MAX),
    requestId: nullable(requestId),
  }),
  /** Unconditional: also for a topic that is unknown (yet). */
  assignPartition: member(6, { topic: text, partition: count, replicas: brokerIds }),
  /** Unconditional. */
  setPartitionLeader: member(7, { topic: text, partition: count, leader: count }),
  /** Unconditional: a delayed one undoes a later one. `alterPartition` is the fenced form. */
  updateIsr: member(8, { topic: text, partition: count, isr: brokerIds }),
  /** The leader changes its ISR, if it still leads and knows the newest state (KIP-497). */
  alterPartition: member(9, {
    topic: text,
    /** The topic that is meant, not one created later under its name. */
    topicId: text,
    partition: count,
    leaderEpoch: count,
    partitionEpoch: count,
    isr: brokerIds,
    /**
     * The broker epoch of each member, in the order of `isr`: a broker that restarted since the leader looked
     * may have lost what it had then (KIP-903). `null`: unknown to the leader, and not checked.
     */
    isrBrokerEpochs: list(nullable(count), REPLICAS_MAX),
  }),
  /** Gives a leader to a partition whose leader is gone: the first live ISR member. */
  electLeader: member(10, { topic: text, partition: count }),
  deleteTopic: member(11, { name: text, requestId: nullable(requestId) }),
  /** Reserves `count` producer ids that nobody else gets (KIP-730). */
  allocateProducerIds: member(12, { count, requestId: nullable(requestId) }),
  /** A group's new generation, with its assignment: durable before any member is told of it. */
  storeGroup: member(13, {
    coordinator,
    /** How far the coordinator's image was when it wrote this. */
    seenIndex: count,
    /** Of a later generation than the stored one (ILLEGAL_GENERATION): none has two assignments. */
    group,
    requestId: nullable(requestId),
  }),
  commitOffsets: member(14, {
    groupId: text,
    /** `null`: whatever comes is written, also from a member that has lost its partitions. */
    fence: nullable(commitFence),
    offsets: list(offsetOfTopic, COMMITTED_OFFSETS_MAX),
    requestId: nullable(requestId),
  }),
  /** The group and its offsets; only while it has no members. */
  deleteGroup: member(15, {
    groupId: text,
    /** With the generation that is meant, the last one. `null`: whatever is there by then goes. */
    fence: nullable(record({ ...groupWrite, generation: count })),
    requestId: nullable(requestId),
  }),
  /** Unconditional, and the last one to come is right: a high watermark may go back. */
  updatePartitionOffset: member(16, { topic: text, partition: count, highWatermark: count }),
  /** Changes nothing. A node that has applied it has applied all that was in the log before. */
  barrier: member(17, { requestId }),
};

export const single = union(singles);
export type SingleCommand = TypeOf<typeof single>;

export const command = union({
  /** All of them take effect, in order, or none does. */
  batch: member(0, { commands: list(single, BATCH_COMMANDS_MAX) }),
  ...singles,
});
export type Command = TypeOf<typeof command>;

/** The command of one type: `CommandOf<'createTopic'>`. */
export type CommandOf<T extends SingleCommand['type']> = Extract<SingleCommand, { readonly type: T }>;

/** The answer to one command. */
export type SingleReply = TypeOf<typeof reply>;
export const reply = union({
  done: member(0, {}),
  broker: member(1, { brokerEpoch: count }),
  topic: member(2, { topicId: text }),
  producerIds: member(3, { firstId: count, count }),
  partition: member(4, {
    leader: nullable(count),
    leaderEpoch: count,
    isr: brokerIds,
    partitionEpoch: count,
  }),
});

export type Reply = SingleReply | { readonly type: 'batch'; readonly replies: readonly SingleReply[] };

/** The code's number: -1 is the only negative one, so it is kept one higher. */
const failure: Codec<FailureName> = {
  write: (writer, name) => writer.varint(errorCode(name) + 1),
  read: (reader) => {
    const name = errorNameOf(reader.varint() - 1);
    if (name !== null && name !== 'NONE') return name;
    reader.fail();
    return 'UNKNOWN_SERVER_ERROR';
  },
};

export const outcome = union({ refused: member(0, { error: failure }), ok: member(1, { reply }) });

export type Refused = Extract<TypeOf<typeof outcome>, { readonly type: 'refused' }>;

/** What a write with a request id was answered, kept so that a retry of it gets the same. */
export type RequestAnswer = TypeOf<typeof requestAnswer>;
export const requestAnswer = record({
  requestId,
  outcome,
  /** Where in the log it was given. */
  index: count,
});
