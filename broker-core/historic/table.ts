/**
 * The choices at each seam of the broker (`broker/strategies.ts`): a sentence for the seam, and what there is
 * to choose from. The knobs for strategies, their documentation and the page of variants come from this
 * table: a new strategy is one export in `choices/` and one line here.
 */
import { referenceStrategies as reference, type Strategies } from '../broker/strategies.js';
import { documentedReplication, isrSizeOrOne } from './choices/replication.js';
import * as assigning from './choices/assign.js';
import { forwardThenRegister, notifyCreate, pollCreate, registerThenForward } from './choices/create-wait.js';
import { polledFetch, polledStaleFetch } from './choices/fetch-wait.js';
import {
  notifyFirstPartition,
  notifyRegistered,
  pollFirstPartition,
  pollRegistered,
} from './choices/image-wait.js';
import { localWalThenAsync } from './choices/leader-write.js';
import { noLock, perTopicMutex } from './choices/lock.js';
import * as leaders from './choices/leaders.js';
import { metadataLeaderLeads } from './choices/partition-leaders.js';
import { openMemoryStore } from './choices/metadata-store.js';
import { oneMutex, oneRwLock, vectorBehindMutex } from './choices/produce-locks.js';
import { appliedInPropose, sleepAfterPropose, watchAfterPropose } from './choices/propose-wait.js';
import { datagrams, serialQueue, taskPerMessage } from './choices/sender.js';
import { tellUnderLock, tellWithProduce } from './choices/watermarks.js';
import type { HistoricConfig } from './config.js';
import { OneLockCoordinator } from './one-lock/one-lock-coordinator.js';
import * as oneLock from './one-lock/strategies.js';
import { groupReplicas } from './partition-groups/group-replica.js';

/** The loop is chosen by its period, `loop.periodMs`. */
export type SeamName = Exclude<keyof Strategies, 'loop'>;

export type Make<Seam extends SeamName> = (config: HistoricConfig) => Strategies[Seam];

interface Seam<Name extends SeamName> {
  /** One sentence for `list knobs`. */
  readonly doc: string;
  readonly choices: Readonly<Record<string, Make<Name>>>;
}

function underOneLock(
  joinWait: oneLock.JoinWait,
  syncFallback: oneLock.SyncFallback,
): Make<'consumerGroups'> {
  return (config) => (deps) => new OneLockCoordinator(deps, config.oneLock, joinWait, syncFallback);
}

export const table = {
  createWait: {
    doc: 'How the creator of a topic waits until it is there.',
    choices: {
      poll: ({ createWait }) => pollCreate(createWait),
      notify: ({ createWait }) => notifyCreate(createWait),
      'forward-then-register': ({ createWait }) => forwardThenRegister(createWait),
      'register-then-forward': ({ createWait }) => registerThenForward(createWait),
      reference: () => reference.createWait,
    },
  },
  assign: {
    doc: 'How the partitions of a new topic are assigned: one by one, with a wait for each or without, at once, in one proposal, or with its creation.',
    choices: {
      serial: ({ assign }) => assigning.assignSerially(assign),
      'serial-unawaited': () => assigning.assignUnawaited,
      'serial-abort': ({ assign }) => assigning.assignOrAbort(assign),
      joinAll: ({ assign }) => assigning.assignJoined(assign),
      batch: ({ assign }) => assigning.assignBatch(assign),
      reference: () => reference.assign,
    },
  },
  partitionLeaders: {
    doc: 'Who leads the partitions of a new topic: the brokers in turn, or the leader of the metadata log all of them.',
    choices: { spread: () => null, 'metadata-leader': () => metadataLeaderLeads },
  },
  lock: {
    doc: 'What callers that create the same topic share: a queue, or one attempt and how it ends.',
    choices: {
      mutex: (config) => () => perTopicMutex(config.sharesCreationResult),
      'shared-flight': () => reference.lock,
      none: () => () => noLock,
    },
  },
  proposeWait: {
    doc: 'What a proposer waits for before its proposal counts as made.',
    choices: {
      none: () => reference.proposeWait,
      applied: () => appliedInPropose,
      sleep: ({ proposeSleepUs }) => sleepAfterPropose(proposeSleepUs),
      watch: ({ commitWatchUs }) => watchAfterPropose(commitWatchUs, false),
      'watch-fires': ({ commitWatchUs }) => watchAfterPropose(commitWatchUs, true),
    },
  },
  metadataStore: {
    doc: 'Where a node keeps the metadata log: on disk, or nowhere, which is for a single node alone.',
    choices: { wal: () => reference.metadataStore, memory: () => openMemoryStore },
  },
  registerWait: {
    doc: 'How one who registers a broker waits until it is registered.',
    choices: {
      poll: ({ registerWait }) => pollRegistered(registerWait),
      notify: ({ registerWait }) => notifyRegistered(registerWait),
      reference: () => reference.registerWait,
    },
  },
  onFollower: {
    doc: 'What a node that does not lead does with a creation.',
    choices: { refuse: () => 'refuse', forward: () => 'forward' },
  },
  followerWait: {
    doc: 'What a follower that may not create a topic does before it says so: it waits for partition 0, or does not.',
    choices: {
      none: () => reference.followerWait,
      poll: ({ followerWait }) => pollFirstPartition(followerWait),
      notify: ({ followerWait }) => notifyFirstPartition(followerWait),
    },
  },
  forwardReply: {
    doc: 'When the leader answers a forwarded write: when it is in the log, or when it is applied.',
    choices: { proposed: () => 'proposed', applied: () => 'applied' },
  },
  partitionKeys: {
    doc: 'Whether a wait for a partition’s assignment and one for its leader are under one key.',
    choices: { apart: () => 'apart', shared: () => 'shared' },
  },
  leaderWrite: {
    doc: 'How the leader of the metadata log writes a topic: through Raft, or to a WAL of its own with replication afterwards.',
    choices: {
      raft: () => reference.leaderWrite,
      'local-wal-then-async': ({ metadataWal }) => localWalThenAsync(metadataWal),
    },
  },
  sender: {
    doc: 'In which order Raft’s messages leave, and what becomes of one that does not arrive: a stream to each peer in turn, one queue for all with retries, a task for each message with retries, or datagrams.',
    choices: {
      'fifo-per-peer': () => reference.sender,
      'serial-queue': () => serialQueue,
      'task-per-message': () => taskPerMessage,
      datagrams: () => datagrams,
    },
  },
  replication: {
    doc: 'How replicas are placed, elected and kept in sync: as Kafka does it, or as the documented broker did.',
    choices: { documented: () => documentedReplication, reference: () => reference.replication },
  },
  acks: {
    doc: 'What acks=all waits for: as many replicas as the ISR has members, or what all members of the ISR have.',
    choices: { 'isr-size-or-one': () => isrSizeOrOne, 'high-watermark': () => reference.acks },
  },
  election: {
    doc: 'Who elects a partition’s leader: the controller, through the metadata log, or a Raft group of the replicas’ own.',
    choices: { controller: () => reference.election, 'raft-group': ({ groups }) => groupReplicas(groups) },
  },
  fetchWait: {
    doc: 'How a fetch waits for the data that it asks for: by polling, by polling what it has read at first, or until it is told.',
    choices: {
      polled: ({ fetchPoll }) => polledFetch(fetchPoll),
      'polled-stale': ({ fetchPoll }) => polledStaleFetch(fetchPoll),
      purgatory: () => reference.fetchWait,
    },
  },
  produceOrder: {
    doc: 'Whether the partitions of one produce request are worked on one after the other, or up to 16 at a time.',
    choices: { serial: () => 1, concurrent: () => 16 },
  },
  partitionState: {
    doc: 'What a produce holds to find a partition: a lock that readers share, a lock of its own, or nothing.',
    choices: {
      'one-rwlock': (config) => () => oneRwLock(config.produceLocks.stateUs),
      'one-mutex': (config) => () => oneMutex(config.produceLocks.stateUs),
      sharded: () => null,
    },
  },
  pendingBatches: {
    doc: 'What a produce holds to put its batch where it waits to be written: a lock of the partition, or nothing.',
    choices: { mutex: (config) => () => vectorBehindMutex(config.produceLocks.pendingUs), queue: () => null },
  },
  watermarks: {
    doc: 'Whether the metadata log is told of high watermarks: with each produce, by a task that holds the map of partitions meanwhile, or not.',
    choices: {
      none: () => null,
      'with-produce': () => tellWithProduce,
      'under-lock': ({ watermarks }) => tellUnderLock(watermarks),
    },
  },
  metadataLeader: {
    doc: 'Which broker Metadata names as the leader of a partition: the planned one, or the one that its group has elected.',
    choices: { plan: () => null, elected: () => leaders.nameElected },
  },
  unknownLeader: {
    doc: 'What Metadata says of a partition that nobody is known to lead: that there is no leader, or this broker.',
    choices: { unavailable: () => null, 'this-broker': () => leaders.unknownIsThisBroker },
  },
  waitForLeaders: {
    doc: 'What a Metadata answer waits for: nothing, leaders of the partitions that have a replica here, or of all.',
    choices: {
      none: () => null,
      vacuous: ({ waitForLeaders }) => leaders.waitVacuously(waitForLeaders),
      strict: ({ waitForLeaders }) => leaders.waitStrictly(waitForLeaders),
    },
  },
  produceWait: {
    doc: 'What a produce request waits for where it finds no leader: nothing, sleeps, yields, or sleeps under a condition that never holds.',
    choices: {
      none: () => null,
      sleep: ({ produceWait }) => leaders.sleepUntilLeading(produceWait),
      yield: ({ produceWait }) => leaders.yieldUntilLeading(produceWait),
      cond: ({ produceWait }) => leaders.sleepIfHintIsZero(produceWait),
    },
  },
  warmup: {
    doc: 'What clients wait for when a broker starts: nothing, or a leader of the metadata log.',
    choices: { none: () => null, 'metadata-leader': ({ warmup }) => leaders.untilMetadataIsLed(warmup) },
  },
  consumerGroups: {
    doc: 'What ends a round of joining a group, and who assigns when its leader does not.',
    choices: {
      'event-driven': () => reference.consumerGroups,
      polled: underOneLock(oneLock.pollForJoin, oneLock.assignAfterSilence),
      'polled-while-there': underOneLock(oneLock.pollForJoinWhileThere, oneLock.assignAfterSilence),
      notified: underOneLock(oneLock.endWithLastJoin, oneLock.assignOwnGeneration),
    },
  },
} as const satisfies { readonly [Name in SeamName]: Seam<Name> };

/** The names of what there is to choose from at a seam. */
export type ChoiceAt<Name extends SeamName> = keyof (typeof table)[Name]['choices'] & string;

/** A choice at some seams. */
export type Choices = { readonly [Name in SeamName]?: ChoiceAt<Name> };

/** In the order of the table. */
export const seamNames = Object.keys(table) as readonly SeamName[];
