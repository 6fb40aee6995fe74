/**
 * From settings to the configuration of the simulated machines, the brokers and the clients.
 */
import type { ConsumerOptions } from '../../../broker-core/client/assigned.js';
import type { GroupMemberOptions } from '../../../broker-core/client/group/group-member.js';
import { clientProfiles, type ClientProfile } from '../../../broker-core/client/profile.js';
import { nodeIdOf } from '../../../broker-core/protocol/records.js';
import type { BrokerConfig } from '../../../broker-core/broker/config.js';
import type { DiskConfig } from '../../../sim/machine/disk/config.js';
import type { NetworkConfig } from '../../../sim/machine/network/config.js';
import { CALIBRATED_COSTS } from './calibration.js';
import type { Settings } from '../settings/table.js';
import { walOptions } from './wal-settings.js';

const US_PER_MS = 1000;
const US_PER_S = 1_000_000;

export function networkConfig(settings: Settings): Partial<NetworkConfig> {
  return {
    delay: { kind: 'constant', us: settings['network.delayUs'] },
    jitterUs: settings['network.jitterUs'],
    bandwidthBytesPerUs: settings['network.bandwidthBytesPerS'] / US_PER_S,
    lossProbability: settings['network.lossProbability'],
    handshakeRoundTrips: settings['network.handshakeRoundTrips'],
  };
}

export function diskConfig(settings: Settings): Partial<DiskConfig> {
  return {
    syncUs: settings['disk.syncUs'],
    syncJitter: { kind: 'uniform', minUs: 0, maxUs: settings['disk.syncJitterUs'] },
    writeUs: settings['disk.writeUs'],
    queueDepth: settings['disk.queueDepth'],
  };
}

export function brokerNames(settings: Settings): readonly string[] {
  return Array.from({ length: settings['cluster.nodes'] }, (_, place) => nodeIdOf(place + 1));
}

/** Caps the replication factor at the number of brokers; more can never be placed. */
export function replicationFactorOf(settings: Settings): number {
  return Math.min(settings['topic.replicationFactor'], settings['cluster.nodes']);
}

/** How often Raft counts: a loop with a period ticks once in each turn. */
export function raftTickMs(settings: Pick<Settings, 'loop.periodMs' | 'raft.tickMs'>): number {
  const loopMs = settings['loop.periodMs'];
  return loopMs > 0 ? loopMs : settings['raft.tickMs'];
}

/** The clients of the load: `c1`, … produce, `r1`, … consume. */
export function clientNames(settings: Settings): {
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
} {
  const named = (letter: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, place) => `${letter}${place + 1}`);
  return {
    producers: named('c', settings['client.count']),
    consumers: named('r', settings['consumer.count']),
  };
}

export function brokerConfig(settings: Settings, brokerId: number): BrokerConfig {
  const loopPeriodMs = settings['loop.periodMs'];
  return {
    brokerId,
    peers: brokerNames(settings),
    raft: {
      // A loop with a period ticks the Raft clock once each time round.
      tickUs: (loopPeriodMs > 0 ? loopPeriodMs : settings['raft.tickMs']) * US_PER_MS,
      electionTicks: settings['raft.electionTicks'],
      heartbeatTicks: settings['raft.heartbeatTicks'],
      preVote: settings['raft.preVote'],
      checkQuorum: settings['raft.checkQuorum'],
      catchesUpBeforeVote: settings['raft.catchesUpBeforeVote'],
      snapshotEntries: settings['raft.snapshotEntries'],
      snapshotTimeoutUs: settings['raft.snapshotTimeoutMs'] * US_PER_MS,
    },
    sender: {
      attemptsMax: settings['sender.attemptsMax'],
      backoffUs: settings['sender.backoffMs'] * US_PER_MS,
      backoffMaxUs: settings['sender.backoffMaxMs'] * US_PER_MS,
      timeoutUs: settings['sender.timeoutMs'] * US_PER_MS,
      reportsUnreachable: settings['sender.reportsUnreachable'],
    },
    wal: walOptions(settings),
    topics: {
      partitionCount: settings['topic.partitions'],
      replicationFactor: replicationFactorOf(settings),
    },
    createTimeoutUs: settings['createWait.timeoutMs'] * US_PER_MS,
    registerTimeoutUs: settings['registerWait.timeoutMs'] * US_PER_MS,
    forward: {
      attemptsMax: settings['forward.attemptsMax'],
      backoffUs: settings['forward.backoffMs'] * US_PER_MS,
      timeoutUs: settings['forward.timeoutMs'] * US_PER_MS,
    },
    replica: {
      lagTimeMaxUs: settings['replica.lagTimeMaxMs'] * US_PER_MS,
      minInsyncReplicas: settings['topic.minInsyncReplicas'],
      resendUs: settings['replica.resendMs'] * US_PER_MS,
      windowBytes: settings['replica.windowBytes'],
      isrChangeTimeoutUs: settings['replica.isrChangeTimeoutMs'] * US_PER_MS,
    },
    producerIdsTimeoutUs: settings['producerIds.timeoutMs'] * US_PER_MS,
    heartbeatUs: settings['broker.heartbeatMs'] * US_PER_MS,
    sessionTimeoutUs: settings['broker.sessionTimeoutMs'] * US_PER_MS,
    registrationRetryUs: settings['broker.registrationRetryMs'] * US_PER_MS,
    consumerGroups: {
      initialDelayUs: settings['consumerGroup.initialDelayMs'] * US_PER_MS,
      memberIdRequired: settings['consumerGroup.memberIdRequired'],
    },
    costs: CALIBRATED_COSTS,
  };
}

export function consumerOptions(settings: Settings): ConsumerOptions {
  return {
    profile: clientProfile(settings),
    pollRecordsMax: settings['consumer.pollRecordsMax'],
    fetchMinBytes: settings['consumer.fetchMinBytes'],
    fetchMaxWaitMs: settings['consumer.fetchMaxWaitMs'],
    fetchBytesMax: settings['consumer.fetchBytes'],
    partitionFetchBytesMax: settings['consumer.partitionFetchBytes'],
    offsetReset: settings['consumer.offsetReset'],
  };
}

/** What a consumer is as a member of a group; whose, and of what, is for the load to say. */
export function memberOptions(
  settings: Settings,
): Omit<GroupMemberOptions, 'groupId' | 'clientId' | 'topics' | 'keepsSilent'> {
  return {
    assignor: settings['consumerGroup.assignor'],
    sessionTimeoutUs: settings['consumerGroup.sessionTimeoutMs'] * US_PER_MS,
    rebalanceTimeoutUs: settings['consumerGroup.rebalanceTimeoutMs'] * US_PER_MS,
    heartbeatUs: settings['consumerGroup.heartbeatMs'] * US_PER_MS,
    retryBackoffUs: settings['consumerGroup.retryBackoffMs'] * US_PER_MS,
    leaderSyncUs: settings['consumerGroup.leaderSyncMs'] * US_PER_MS,
  };
}

const ACKS = { all: -1, '1': 1, '0': 0 } as const;

export function clientProfile(settings: Settings): ClientProfile {
  const profile: ClientProfile = clientProfiles[settings['client.profile']];
  const acks = settings['client.acks'];
  const backoffMs = settings['client.retryBackoffMs'];
  const requestTimeoutMs = settings['client.requestTimeoutMs'];
  const deliveryTimeoutMs = settings['client.deliveryTimeoutMs'];
  const retryBackoffUs = backoffMs === null ? profile.retryBackoffUs : backoffMs * US_PER_MS;
  return {
    ...profile,
    retries: settings['client.retries'] ?? profile.retries,
    retryBackoffUs,
    retryBackoffMaxUs: Math.max(retryBackoffUs, profile.retryBackoffMaxUs),
    requestTimeoutUs: requestTimeoutMs === null ? profile.requestTimeoutUs : requestTimeoutMs * US_PER_MS,
    deliveryTimeoutUs: deliveryTimeoutMs === null ? profile.deliveryTimeoutUs : deliveryTimeoutMs * US_PER_MS,
    acks: acks === null ? profile.acks : ACKS[acks],
    idempotent: settings['client.idempotent'] ?? profile.idempotent,
  };
}

/** A fetch of a mebibyte takes a second at 1 MB/s: whatever the load's clients put up with, it is read. */
const OPERATOR_REQUEST_US = 30_000_000;

/** That of the load, but for its patience: what is looked at after a run has not been asked for by it. */
export function operatorProfile(settings: Settings): ClientProfile {
  const profile = clientProfile(settings);
  return { ...profile, requestTimeoutUs: Math.max(profile.requestTimeoutUs, OPERATOR_REQUEST_US) };
}
