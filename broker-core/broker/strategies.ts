/**
 * The seams of the broker: functions or objects that a variant may replace. The reference stands beside the
 * code that uses it, and {@link referenceStrategies} names all of them.
 */
import type { Env } from '../env.js';
import { EventDrivenCoordinator } from '../groups/coordinator.js';
import type { CreateGroupCoordinator } from '../groups/deps.js';
import { noProposeWait, type ProposeWait } from '../metadata/writer.js';
import { purgatory, type FetchWait } from '../partition/fetch/fetch.js';
import {
  highWatermarkAcks,
  type AckPolicy,
  metadataLogIsr,
  type IsrPolicy,
} from '../partition/replica/config.js';
import type { CreateReplicaSender, ReplicaDeps } from '../partition/replica/deps.js';
import { pipelined } from '../partition/replica/sender.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import { Replica } from '../partition/replica/replica.js';
import type { Mailroom } from '../protocol/rpc.js';
import { eventLoop } from '../quorum/event-loop.js';
import { fifoPerPeer, type CreateSender } from '../quorum/sender.js';
import type { CreateLoop } from '../quorum/loop.js';
import { openRaftStore, type OpenRaftStore } from '../quorum/store.js';
import {
  assignedAtCreation,
  type Assign,
  type CreateWait,
  type CreationLock,
  type FollowerWait,
  type OpenLeaderWrite,
  type Placement,
} from './creation/creation.js';
import { referenceCreate } from './creation/creator.js';
import { SharedFlight } from './creation/shared-flight.js';
import type { BrokerFact } from './facts.js';
import { referenceRegister, type RegisterWait } from './membership/registration.js';
import type {
  NameLeader,
  ProduceWait,
  WaitForLeaders,
  Warmup,
  CreatePathLock,
  CreateWatermarks,
} from './seams.js';
import { planAssignment, type PartitionLeaders } from '../metadata/assignment.js';
import { liveBrokers } from '../metadata/views.js';
import type { Failover } from '../protocol/commands.js';
import { filesByTopicId, type PartitionFiles } from './partition-logs.js';

/** How replicas are placed, elected, kept in sync and found on the disk: one design. */
export interface Replication {
  /** Where a new topic's partitions go, also with more replicas asked for than there are brokers. */
  readonly placement: Placement;
  /** Who leads the partitions of a failed broker. */
  readonly failover: Failover;
  /** Whether a broker that starts is fenced until it has caught up (KIP-631), or live at once. */
  readonly startsFenced: boolean;
  readonly isr: IsrPolicy;
  /** How a leader serves its followers. */
  readonly createSender: CreateReplicaSender;
  /** What the files of a partition are found by. */
  readonly files: PartitionFiles;
  /** Whether a produce request waits for a log that is just being opened, or is refused. */
  readonly parksWhileOpening: boolean;
}

/**
 * As many live replicas as asked for, or INVALID_REPLICATION_FACTOR (`AdminUtils.assignReplicasToBrokers`).
 *
 * Why not fewer: (1) one of three brokers restarts; (2) meanwhile a topic is created, with two replicas for
 * three; (3) nothing ever adds the third, and two failures later acknowledged records are gone.
 */
const placeAllOrNone: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = liveBrokers(view).map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, replicationFactor, brokerIds);
};

/** Kafka's (KIP-497, KIP-631, KIP-841). */
export const referenceReplication: Replication = {
  placement: placeAllOrNone,
  failover: 'first-live-isr',
  startsFenced: true,
  isr: metadataLogIsr,
  createSender: pipelined,
  files: filesByTopicId,
  parksWhileOpening: true,
};

/** What replicas of a broker share, beyond what each is given of its own. */
export interface ReplicaHost {
  readonly env: Env;
  readonly mailroom: Mailroom;
  readonly observe: (fact: BrokerFact) => void;
}

/** Null stands for "nothing is done here, and no time or turn of the event loop is spent on it". */
export interface Strategies {
  /** Where a node keeps the metadata log. */
  readonly metadataStore: OpenRaftStore;
  /** When a Ready of Raft is carried out. */
  readonly loop: CreateLoop;
  /** In which order Raft's messages leave, and what becomes of one that does not arrive. */
  readonly sender: CreateSender;
  /** What a proposer waits for before the proposal counts as made. */
  readonly proposeWait: ProposeWait;
  /** How the creator of a topic writes it, and waits until it is there. */
  readonly createWait: CreateWait;
  /** How the metadata log's leader carries out a creation; null: by the log, the only way to the image. */
  readonly leaderWrite: OpenLeaderWrite | null;
  /** How the partitions of a topic that is there are assigned, and what is waited for. */
  readonly assign: Assign;
  /** Who leads the partitions of a new topic; null: those that the plan names, which goes round the brokers. */
  readonly partitionLeaders: PartitionLeaders | null;
  /** What callers that create the same topic share. Called once for each broker. */
  readonly lock: () => CreationLock;
  /** What a node does with a creation that it cannot propose itself. */
  readonly onFollower: 'refuse' | 'forward';
  /** What a node that refuses a creation does before it says so. */
  readonly followerWait: FollowerWait;
  /** When the leader answers a forwarded write. */
  readonly forwardReply: 'proposed' | 'applied';
  /** Whether a wait for the assignment of a partition and one for its leader are under one key. */
  readonly partitionKeys: 'apart' | 'shared';
  /** How a broker that is registered on request is waited for. */
  readonly registerWait: RegisterWait;
  readonly replication: Replication;
  /** What `acks=all` waits for. */
  readonly acks: AckPolicy;
  /** Makes the replicas of a broker; who elects their leader is their business. */
  readonly election: (host: ReplicaHost) => (deps: ReplicaDeps) => PartitionReplica;
  /** How a fetch waits for the data that it asks for. */
  readonly fetchWait: FetchWait;
  /** Partitions of one produce request that are worked on at a time. */
  readonly produceOrder: number;
  /** What a produce holds to find a partition's state. */
  readonly partitionState: CreatePathLock | null;
  /** What it holds to put its batch where it waits to be written. */
  readonly pendingBatches: CreatePathLock | null;
  /** When a leader tells the metadata log of its high watermark. */
  readonly watermarks: CreateWatermarks | null;
  /** Names the leader of a partition to clients; null: as the image has it. */
  readonly metadataLeader: NameLeader | null;
  /** Says who leads where nobody is known to; null: nobody. */
  readonly unknownLeader: NameLeader | null;
  /** What a Metadata answer waits for. */
  readonly waitForLeaders: WaitForLeaders | null;
  /** What a produce request waits for where it finds no leader. */
  readonly produceWait: ProduceWait | null;
  /** What clients wait for after a start. */
  readonly warmup: Warmup | null;
  readonly consumerGroups: CreateGroupCoordinator;
}

/** Event-driven throughout; one command creates a topic with everything in it; durable before visible. */
export const referenceStrategies: Strategies = {
  metadataStore: openRaftStore,
  loop: eventLoop,
  sender: fifoPerPeer,
  proposeWait: noProposeWait,
  createWait: referenceCreate,
  leaderWrite: null,
  assign: assignedAtCreation,
  partitionLeaders: null,
  lock: () => new SharedFlight(),
  onFollower: 'forward',
  followerWait: () => Promise.resolve(false),
  forwardReply: 'applied',
  partitionKeys: 'apart',
  registerWait: referenceRegister,
  replication: referenceReplication,
  acks: highWatermarkAcks,
  election: () => (deps) => new Replica(deps),
  fetchWait: purgatory,
  produceOrder: 16,
  partitionState: null,
  pendingBatches: null,
  watermarks: null,
  metadataLeader: null,
  unknownLeader: null,
  waitForLeaders: null,
  produceWait: null,
  warmup: null,
  consumerGroups: (deps) => new EventDrivenCoordinator(deps),
};
