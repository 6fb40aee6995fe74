/**
 * The entries of the metadata log, and what is answered to them. Type aliases, not interfaces: a command travels in a
 * forwarded request, so it must be an `env.ts` Payload, and only an alias has the implicit index signature that this takes.
 *
 * Where a variant behaves otherwise, the difference is a command of its own or a field of it, so one log means one
 * thing on every node, whatever variant wrote it.
 */
import type { FailureName } from './errors.js';
import type { BrokerId, ConfigEntry, Group, OffsetOfTopic, RequestId } from './records.js';

/** A broker process makes itself known. Always succeeds; the reply carries the broker epoch. */
export type RegisterBroker = {
  readonly type: 'registerBroker';
  readonly brokerId: BrokerId;
  readonly host: string;
  readonly port: number;
  readonly incarnation: string;
  /**
   * `true` (KIP-631): it starts fenced, and a *restart* leaves its ISRs and leaderships first, because what it had not
   * synced is gone. `false`: it is live at once and keeps its places.
   */
  readonly startFenced: boolean;
};

/**
 * Who leads after a broker failed. `first-live-isr`: the first ISR member that is not fenced; the failed one leaves the ISR.
 * `first-isr`: `isr[0]`, which is most often the failed broker itself; the ISR stays as it is.
 */
export type Failover = 'first-isr' | 'first-live-isr';

export type FenceBroker = {
  readonly type: 'fenceBroker';
  readonly brokerId: BrokerId;
  /** The registration that is meant; a later one is not fenced (STALE_BROKER_EPOCH). `null`: whichever there is. */
  readonly brokerEpoch: number | null;
  readonly failover: Failover;
};

/** The broker has caught up: it may lead, and partitions that waited for it get it as their leader. */
export type UnfenceBroker = {
  readonly type: 'unfenceBroker';
  readonly brokerId: BrokerId;
  /** As in {@link FenceBroker}. */
  readonly brokerEpoch: number | null;
};

/** Names a topic and nothing more: its partitions have to be assigned by further commands. */
export type CreateTopic = {
  readonly type: 'createTopic';
  readonly name: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly config: readonly ConfigEntry[];
  /** `overwrite`: a second creation replaces id and configuration and leaves the partitions. */
  readonly ifExists: 'refuse' | 'overwrite';
  /** `null`: a repeated command is a second command. */
  readonly requestId: RequestId | null;
};

export type PartitionAssignment = {
  readonly replicas: readonly BrokerId[];
  readonly leader: BrokerId;
  readonly isr: readonly BrokerId[];
};

/** Creates a topic that is ready at once: one record, so no part of it can be lost. */
export type CreateTopicWithAssignments = {
  readonly type: 'createTopicWithAssignments';
  readonly name: string;
  readonly config: readonly ConfigEntry[];
  /** In order of the partitions. Who is fenced by the time this is applied is left out of the ISR and does not lead. */
  readonly partitions: readonly PartitionAssignment[];
  readonly requestId: RequestId | null;
};

/** Unconditional: also for a topic that is unknown (yet). */
export type AssignPartition = {
  readonly type: 'assignPartition';
  readonly topic: string;
  readonly partition: number;
  readonly replicas: readonly BrokerId[];
};

/** Unconditional. */
export type SetPartitionLeader = {
  readonly type: 'setPartitionLeader';
  readonly topic: string;
  readonly partition: number;
  readonly leader: BrokerId;
};

/** Unconditional: a delayed one undoes a later one. {@link AlterPartition} is the fenced form. */
export type UpdateIsr = {
  readonly type: 'updateIsr';
  readonly topic: string;
  readonly partition: number;
  readonly isr: readonly BrokerId[];
};

/** Unconditional, and the last one to come is right: a high watermark may go back. */
export type UpdatePartitionOffset = {
  readonly type: 'updatePartitionOffset';
  readonly topic: string;
  readonly partition: number;
  readonly highWatermark: number;
};

/** The leader changes its ISR, if it still leads and knows the newest state (KIP-497). */
export type AlterPartition = {
  readonly type: 'alterPartition';
  readonly topic: string;
  /** The topic that is meant, not one created later under its name. */
  readonly topicId: string;
  readonly partition: number;
  readonly leaderEpoch: number;
  readonly partitionEpoch: number;
  readonly isr: readonly BrokerId[];
  /**
   * The broker epoch of each member in the order of `isr`: a broker that restarted since the leader looked at it may have
   * lost what it had then (KIP-903). `null`: unknown to the leader, and not checked.
   */
  readonly isrBrokerEpochs: readonly (number | null)[];
};

/** Gives a leader to a partition whose leader is gone: the first live ISR member. */
export type ElectLeader = {
  readonly type: 'electLeader';
  readonly topic: string;
  readonly partition: number;
};

export type DeleteTopic = {
  readonly type: 'deleteTopic';
  readonly name: string;
  readonly requestId: RequestId | null;
};

/** Reserves `count` producer ids that nobody else gets (KIP-730). */
export type AllocateProducerIds = {
  readonly type: 'allocateProducerIds';
  readonly count: number;
  readonly requestId: RequestId | null;
};

/** The broker that writes for a group. Refused unless the image says at that place of the log that it coordinates the group. */
export type Coordinator = {
  readonly brokerId: BrokerId;
  readonly brokerEpoch: number;
};

/** A group's new generation, with its assignment: durable before any member is told of it. */
export type StoreGroup = {
  readonly type: 'storeGroup';
  readonly coordinator: Coordinator;
  /** How far the coordinator's image was when it wrote this. */
  readonly seenIndex: number;
  /** Of a later generation than the one that is there (ILLEGAL_GENERATION), so that no generation has two assignments. */
  readonly group: Group;
  readonly requestId: RequestId | null;
};

/** Which of a coordinator's writes for a group it is: what tells one that comes late from one that comes next. */
export type GroupWrite = {
  readonly coordinator: Coordinator;
  /** Counts the commits and deletions that this life of the coordinator took. */
  readonly sequence: number;
  /** How far the coordinator's image was when it took this one. */
  readonly seenIndex: number;
};

/** Who commits; a `generation` of `null` is a consumer that assigns its partitions itself, outside any generation. */
export type CommitFence = GroupWrite & {
  readonly generation: number | null;
  readonly memberId: string;
};

export type CommitOffsets = {
  readonly type: 'commitOffsets';
  readonly groupId: string;
  /** `null`: whatever comes is written, also from a member that has lost its partitions. */
  readonly fence: CommitFence | null;
  readonly offsets: readonly OffsetOfTopic[];
  readonly requestId: RequestId | null;
};

/** The group and its offsets; only while it has no members. */
export type DeleteGroup = {
  readonly type: 'deleteGroup';
  readonly groupId: string;
  /** With the generation that is meant, the last one. `null`: whatever is there by then goes. */
  readonly fence: (GroupWrite & { readonly generation: number }) | null;
  readonly requestId: RequestId | null;
};

/** Changes nothing. A node that has applied it has applied whatever was in the log when it was asked for. */
export type Barrier = { readonly type: 'barrier'; readonly requestId: RequestId };

export type SingleCommand =
  | RegisterBroker
  | FenceBroker
  | UnfenceBroker
  | CreateTopic
  | CreateTopicWithAssignments
  | AssignPartition
  | SetPartitionLeader
  | UpdateIsr
  | UpdatePartitionOffset
  | AlterPartition
  | ElectLeader
  | DeleteTopic
  | AllocateProducerIds
  | StoreGroup
  | CommitOffsets
  | DeleteGroup
  | Barrier;

/** All of them take effect, in order, or none does. */
type Batch = {
  readonly type: 'batch';
  readonly commands: readonly SingleCommand[];
};

export type Command = SingleCommand | Batch;

/** The answer to one command. */
export type SingleReply =
  | { readonly type: 'done' }
  | { readonly type: 'broker'; readonly brokerEpoch: number }
  | { readonly type: 'topic'; readonly topicId: string }
  | {
      readonly type: 'partition';
      readonly leader: BrokerId | null;
      readonly leaderEpoch: number;
      readonly isr: readonly BrokerId[];
      readonly partitionEpoch: number;
    }
  | { readonly type: 'producerIds'; readonly firstId: number; readonly count: number };

export type Reply = SingleReply | { readonly type: 'batch'; readonly replies: readonly SingleReply[] };

export type Refused = { readonly type: 'refused'; readonly error: FailureName };

/** What a write with a request id was answered, kept so that a retry of it gets the same. */
export type RequestAnswer = {
  readonly requestId: RequestId;
  readonly outcome: { readonly type: 'ok'; readonly reply: SingleReply } | Refused;
};

/** The command's name for retries; `null` when a repetition counts as another command. */
export function requestIdOf(command: SingleCommand): RequestId | null {
  return 'requestId' in command ? command.requestId : null;
}
