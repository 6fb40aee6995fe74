/**
 * The axes along which variants differ, and the strategies on each. A variant is one choice on every axis; the broker knows the
 * strategies only by what they do.
 */
import { EventDrivenCoordinator } from '../groups/coordinator.js';
import type { CreateGroupCoordinator } from '../groups/deps.js';
import { OneLockCoordinator } from './one-lock/one-lock-coordinator.js';
import type { Failover } from '../metadata/commands.js';
import type { ProposeWait } from '../metadata/writer.js';
import { createGroupReplica, type GroupHost } from './partition-groups/group-replica.js';
import type { NameLeader, ProduceWait, WaitForLeaders, Warmup } from './partition-groups/seams.js';
import type { ReplicaDeps } from '../partition/replica/deps.js';
import type { PartitionReplica } from '../partition/replica/partition-replica.js';
import { createReplica } from '../partition/replica/replica.js';
import type { PartitionFiles } from '../broker/partition-logs.js';
import type { CreatePathLock } from '../broker/produce-path.js';
import type { CreateWatermarks } from './watermarks/watermarks.js';
import type { FetchWait } from '../partition/fetch/fetch.js';
import type { CreateLoop } from '../quorum/loop.js';
import { openMemoryStore } from './memory-store.js';
import type { ReadyIo } from '../quorum/ready-io.js';
import type { CreateSender } from '../quorum/sender.js';
import { openRaftStore, type OpenRaftStore } from '../quorum/store.js';
import type { MissedTicks } from '../runtime/time.js';
import type { RegisterWait } from '../broker/membership/registration.js';
import type { Assign, CreateWait, CreationLock, Placement } from '../broker/creation/creation.js';
import type { FollowerWait } from './follower-wait/follower-wait.js';
import type { OpenLeaderWrite } from '../broker/creation/leader-write.js';
import { noLock } from './lock/no-lock.js';
import { PerTopicMutex } from './lock/per-topic-mutex.js';
import { SharedFlight } from '../broker/creation/shared-flight.js';
import { assignBatch } from './assign/batch.js';
import { assignJoined } from './assign/join-all.js';
import { assignedAtCreation } from './assign/none.js';
import { assignOrAbort } from './assign/serial-abort.js';
import { assignUnawaited } from './assign/serial-unawaited.js';
import { assignSerially } from './assign/serial.js';
import { forwardThenRegister } from './create-wait/forward-then-register.js';
import { notifyCreate } from './create-wait/notify.js';
import { pollCreate } from './create-wait/poll.js';
import { referenceCreate } from '../broker/creation/reference-create.js';
import { registerThenForward } from './create-wait/register-then-forward.js';
import { noFollowerWait } from './follower-wait/none.js';
import { notifyFirstPartition } from './follower-wait/notify.js';
import { pollFirstPartition } from './follower-wait/poll.js';
import { endWithLastJoin } from './join-wait/notified.js';
import { pollForJoin, pollForJoinWhileThere } from './join-wait/polled.js';
import { polledStaleFetch } from './fetch-wait/polled-stale.js';
import { polledFetch } from './fetch-wait/polled.js';
import { purgatory } from '../partition/fetch/purgatory.js';
import { localWalThenAsync } from './leader-write/local-wal.js';
import { throughRaft } from '../broker/creation/through-raft.js';
import { eventLoop } from '../quorum/event-loop.js';
import { tickLoop } from './loop/tick.js';
import { nameElected } from './name-leader/elected.js';
import { unknownIsThisBroker } from './name-leader/this-broker.js';
import { filesByName } from './partition-files/by-name.js';
import { filesByTopicId } from '../broker/files-by-topic-id.js';
import { placeAllOrNone } from '../broker/creation/all-or-none.js';
import { placeOnFewer } from './placement/fewer-replicas.js';
import { sleepIfHintIsZero, sleepUntilLeading, yieldUntilLeading } from './produce-wait/poll.js';
import { appliedInPropose } from './propose-wait/applied.js';
import { oneMutex, oneRwLock } from './produce-path/partition-state.js';
import { vectorBehindMutex } from './produce-path/pending-batches.js';
import { noProposeWait } from '../metadata/no-propose-wait.js';
import { sleepAfterPropose } from './propose-wait/sleep.js';
import { watchAfterPropose } from './propose-wait/watch.js';
import { advanceFirst } from './ready-io/advance-first.js';
import { ioInLock } from './ready-io/in-lock.js';
import { lockReleased } from './ready-io/lock-released.js';
import { timeOutGoesOn, timeOutStops } from './ready-io/time-out.js';
import { datagrams } from './sender/datagrams.js';
import { fifoPerPeer } from '../quorum/fifo-per-peer.js';
import { serialQueue } from './sender/serial-queue.js';
import { taskPerMessage } from './sender/task-per-message.js';
import { waitStrictly, waitVacuously } from './wait-for-leaders/poll.js';
import { untilMetadataIsLed } from './warmup/meta-leader.js';
import { notifyRegistered } from './register-wait/notify.js';
import { pollRegistered } from './register-wait/poll.js';
import { referenceRegister } from '../broker/membership/reference-register.js';
import { tellUnderLock } from './watermarks/under-lock.js';
import { tellWithProduce } from './watermarks/with-produce.js';
import { assignAfterSilence, assignOwnGeneration } from './sync-fallback/after-silence.js';

export const createWaits = {
  poll: pollCreate,
  notify: notifyCreate,
  'forward-then-register': forwardThenRegister,
  'register-then-forward': registerThenForward,
  reference: referenceCreate,
} as const satisfies Record<string, CreateWait>;

export const assigns = {
  serial: assignSerially,
  'serial-unawaited': assignUnawaited,
  'serial-abort': assignOrAbort,
  joinAll: assignJoined,
  batch: assignBatch,
  reference: assignedAtCreation,
} as const satisfies Record<string, Assign>;

export const placements = {
  'fewer-replicas': placeOnFewer,
  'all-or-none': placeAllOrNone,
} as const satisfies Record<string, Placement>;

export const loops = { tick: tickLoop, event: eventLoop } as const satisfies Record<string, CreateLoop>;

/** Made anew for each node. `limitUs` is for those that look at the time. */
export const readyIos = {
  'in-lock': () => ioInLock,
  'timeout-goes-on': timeOutGoesOn,
  'timeout-stops': timeOutStops,
  'lock-released': () => lockReleased(),
  'advance-first': () => advanceFirst,
} as const satisfies Record<string, (limitUs: number) => ReadyIo>;

export const senders = {
  'fifo-per-peer': fifoPerPeer,
  'serial-queue': serialQueue,
  'task-per-message': taskPerMessage,
  datagrams,
} as const satisfies Record<string, CreateSender>;

export const locks = {
  /** `lock.shareResult` says what those behind a success do. */
  mutex: (sharesResult) => new PerTopicMutex(sharesResult),
  'shared-flight': () => new SharedFlight(),
  none: () => noLock,
} as const satisfies Record<string, (sharesResult: boolean) => CreationLock>;

export const proposeWaits = {
  none: () => noProposeWait,
  applied: () => appliedInPropose,
  sleep: ({ sleepUs }) => sleepAfterPropose(sleepUs),
  watch: ({ watchUs }) => watchAfterPropose(watchUs),
} as const satisfies Record<string, (limits: { sleepUs: number; watchUs: number }) => ProposeWait>;

/** What a leader does with a creation. */
export const leaderWrites = {
  raft: throughRaft,
  'local-wal-then-async': localWalThenAsync,
} as const satisfies Record<string, OpenLeaderWrite>;

/** Where a node keeps the metadata log. */
export const raftStores = {
  wal: openRaftStore,
  memory: openMemoryStore,
} as const satisfies Record<string, OpenRaftStore>;
/** Coordinators of consumer groups; the one with one lock is made of how a round of joining ends and who assigns in a leader's place. */
export const groupCoordinators = {
  'event-driven': (deps) => new EventDrivenCoordinator(deps),
  polled: (deps) => new OneLockCoordinator(deps, pollForJoin, assignAfterSilence),
  'polled-while-there': (deps) => new OneLockCoordinator(deps, pollForJoinWhileThere, assignAfterSilence),
  notified: (deps) => new OneLockCoordinator(deps, endWithLastJoin, assignOwnGeneration),
} as const satisfies Record<string, CreateGroupCoordinator>;

/** Who elects a partition's leader: the controller, through the metadata log, or a Raft group of the replicas' own. */
export const elections = {
  controller: () => createReplica,
  'raft-group': (host) => (deps) => createGroupReplica(deps, host),
} as const satisfies Record<string, (host: GroupHost) => (deps: ReplicaDeps) => PartitionReplica>;

/** Null: as the image has it. Where groups elect for themselves that is a plan, made before there was any leader. */
export const metadataLeaders = { plan: null, elected: nameElected } as const satisfies Record<
  string,
  NameLeader | null
>;

export const unknownLeaders = {
  unavailable: null,
  'this-broker': unknownIsThisBroker,
} as const satisfies Record<string, NameLeader | null>;

/** Null: no wait, and no turn of the event loop either. */
export const leaderWaits = {
  none: null,
  vacuous: waitVacuously,
  strict: waitStrictly,
} as const satisfies Record<string, WaitForLeaders | null>;

export const produceWaits = {
  none: null,
  sleep: sleepUntilLeading,
  yield: yieldUntilLeading,
  cond: sleepIfHintIsZero,
} as const satisfies Record<string, ProduceWait | null>;

export const warmups = { none: null, 'metadata-leader': untilMetadataIsLed } as const satisfies Record<
  string,
  Warmup | null
>;
export const registerWaits = {
  poll: pollRegistered,
  notify: notifyRegistered,
  reference: referenceRegister,
} as const satisfies Record<string, RegisterWait>;

export const followerWaits = {
  none: noFollowerWait,
  poll: pollFirstPartition,
  notify: notifyFirstPartition,
} as const satisfies Record<string, FollowerWait>;

export const fetchWaits = {
  polled: polledFetch,
  'polled-stale': polledStaleFetch,
  purgatory,
} as const satisfies Record<string, FetchWait>;

/** What the files of a partition are found by. */
export const partitionFiles = {
  'by-name': filesByName,
  'by-topic-id': filesByTopicId,
} as const satisfies Record<string, PartitionFiles>;

/** Partitions of one produce request that are worked on at a time: one after the other, or as `buffer_unordered(16)` does. */
export const produceOrders = { serial: 1, concurrent: 16 } as const satisfies Record<string, number>;

/** Null: nobody waits for anybody. */
export const partitionStates = {
  'one-rwlock': oneRwLock,
  'one-mutex': oneMutex,
  sharded: null,
} as const satisfies Record<string, CreatePathLock | null>;

export const pendingBatches = { mutex: vectorBehindMutex, queue: null } as const satisfies Record<
  string,
  CreatePathLock | null
>;

/** Null: the metadata log hears nothing of high watermarks. */
export const watermarks = {
  none: null,
  'with-produce': tellWithProduce,
  'under-lock': tellUnderLock,
} as const satisfies Record<string, CreateWatermarks | null>;

export interface VariantAxes {
  readonly metadataStore: keyof typeof raftStores;
  /** How one who registers a broker waits until it is in the image. */
  readonly registerWait: keyof typeof registerWaits;
  /** What a follower that may not create a topic does before it says so. */
  readonly followerWait: keyof typeof followerWaits;
  readonly loop: keyof typeof loops;
  /** This and the next four are of a loop with a period; `event` has no turns. What it holds while a Ready is being written. */
  readonly readyIo: keyof typeof readyIos;
  /** What becomes of the LightReady that `advance` returns. */
  readonly lightReady: 'handled' | 'dropped';
  /** What becomes of ticks that fell while a turn lasted. */
  readonly missedTick: MissedTicks;
  /** Whether questions after the leader are answered by Raft, or from flags as of the end of the last turn. */
  readonly leaderFlag: 'live' | 'cached';
  /** Whether a loop with a period looks once more, when it proposes, at whether this node leads. */
  readonly leaderCheck: 'with-proposal' | 'before-proposal';
  /** In which order Raft's messages leave, and what becomes of one that does not arrive. */
  readonly sender: keyof typeof senders;
  readonly createWait: keyof typeof createWaits;
  readonly assign: keyof typeof assigns;
  /** Where the partitions of a new topic go, and what becomes of one that wants more replicas than there are brokers. */
  readonly placement: keyof typeof placements;
  readonly lock: keyof typeof locks;
  /** What a proposer waits for before the proposal counts as made. */
  readonly proposeWait: keyof typeof proposeWaits;
  /** Whether applying the log sends on the watch channel. */
  readonly sendsOnWatch: boolean;
  /** How a leader carries out a creation. */
  readonly leaderWrite: keyof typeof leaderWrites;
  /** Whether a wait for the assignment of a partition and one for its leader are under one key. */
  readonly partitionKeys: 'apart' | 'shared';
  /** What a node does with a creation that it cannot propose itself. */
  readonly onFollower: 'refuse' | 'forward';
  /** When the leader answers a forwarded write. */
  readonly forwardReply: 'proposed' | 'applied';
  /** Who leads the partitions of a failed broker. */
  readonly failover: Failover;
  /** A broker that starts is live at once, or fenced until it has caught up. */
  readonly registration: 'live-at-once' | 'fenced-until-caught-up';
  readonly isr: 'static' | 'metadata-log';
  /** What `acks=all` waits for. */
  readonly acks: 'isr-size-or-one' | 'high-watermark';
  readonly replication: 'fire-and-forget' | 'until-acknowledged';
  /** Whether another topic of a name finds the files of the one before. */
  readonly partitionFiles: keyof typeof partitionFiles;
  /** What a broker does with a produce request for a partition whose log it is just opening. */
  readonly whileOpening: 'refuse' | 'park';
  readonly produceOrder: keyof typeof produceOrders;
  /** What a produce has to hold to find a partition's state. */
  readonly partitionState: keyof typeof partitionStates;
  /** What it has to hold to put its batch where it waits to be written. */
  readonly pendingBatches: keyof typeof pendingBatches;
  /** When a leader tells the metadata log of its high watermark, and whom that holds up. */
  readonly watermarks: keyof typeof watermarks;
  /** How a fetch waits for the data that it asks for. */
  readonly fetchWait: keyof typeof fetchWaits;
  readonly election: keyof typeof elections;
  /** Whom Metadata answers name as the leader of a partition. */
  readonly metadataLeader: keyof typeof metadataLeaders;
  /** What they say when nobody can be named. */
  readonly unknownLeader: keyof typeof unknownLeaders;
  /** What a Metadata answer waits for after it has created what was missing. */
  readonly waitForLeaders: keyof typeof leaderWaits;
  /** What a produce request waits for where it finds no leader. */
  readonly produceWait: keyof typeof produceWaits;
  /** What clients wait for after a start. */
  readonly warmup: keyof typeof warmups;
  readonly consumerGroups: keyof typeof groupCoordinators;
}
