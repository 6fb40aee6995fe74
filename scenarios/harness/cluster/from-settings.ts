/**
 * From settings to the configuration of the simulated machines, the brokers and the clients.
 */
import type { ConsumerOptions } from '../../../broker-core/client/consumer-options.js';
import { clientProfiles, type ClientProfile } from '../../../broker-core/client/profile.js';
import { nodeIdOf, type BrokerConfig } from '../../../broker-core/config.js';
import type { VariantAxes } from '../../../broker-core/historic/axes.js';
import type { PresetAxes } from '../../../broker-core/historic/presets.js';
import type { DiskConfig } from '../../../sim/machine/disk/config.js';
import type { NetworkConfig } from '../../../sim/machine/network/config.js';
import { CALIBRATED_COSTS } from '../calibration.js';
import type { Settings } from '../settings/table.js';
import { walOptions } from './wal-settings.js';
import { consumerGroupConfig } from './consumer-groups.js';

const US_PER_MS = 1000;
const US_PER_S = 1_000_000;

export function networkConfig(settings: Settings): Partial<NetworkConfig> {
  return {
    delay: { kind: 'constant', us: settings['network.delayUs'] },
    jitterUs: settings['network.jitterUs'],
    bandwidthBytesPerUs: settings['network.bandwidthBytesPerS'] / US_PER_S,
    lossProbability: settings['network.lossProbability'],
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

/** What whoever runs this cluster would ask for: more replicas than it has brokers, were all of them up, can be had from nobody. */
export function replicationFactorOf(settings: Settings): number {
  return Math.min(settings['topic.replicationFactor'], settings['cluster.nodes']);
}

/** The clients of the load: `c1`, … produce, `r1`, … consume. */
export function clientNames(settings: Settings): {
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
} {
  const named = (letter: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, place) => `${letter}${String(place + 1)}`);
  return {
    producers: named('c', settings['client.count']),
    consumers: named('r', settings['consumer.count']),
  };
}

/** Where a knob names a strategy, it wins over the preset's. */
function axesOf(axes: PresetAxes, settings: Settings): VariantAxes {
  return {
    ...axes,
    loop: settings['loop.periodMs'] === 0 ? 'event' : 'tick',
    readyIo: settings.readyIo ?? axes.readyIo,
    lightReady: settings.lightReady ?? axes.lightReady,
    missedTick: settings.missedTick ?? axes.missedTick,
    leaderCheck: settings.leaderCheck ?? axes.leaderCheck,
    leaderFlag: settings.leaderFlag ?? axes.leaderFlag,
    sender: settings.sender ?? axes.sender,
    createWait: settings.createWait ?? axes.createWait,
    leaderWrite: settings.leaderWrite ?? axes.leaderWrite,
    assign: settings.assign ?? axes.assign,
    lock: settings.lock ?? axes.lock,
    fetchWait: settings.fetchWait ?? axes.fetchWait,
    produceOrder: settings.produceOrder ?? axes.produceOrder,
    partitionState: settings.partitionState ?? axes.partitionState,
    pendingBatches: settings.pendingBatches ?? axes.pendingBatches,
    watermarks: settings.watermarks ?? axes.watermarks,
    proposeWait: settings.proposeWait ?? axes.proposeWait,
    registerWait: settings.registerWait ?? axes.registerWait,
    followerWait: settings.followerWait ?? axes.followerWait,
    metadataStore: settings.metadataStore ?? axes.metadataStore,
    metadataLeader: settings.metadataLeader ?? axes.metadataLeader,
    unknownLeader: settings.unknownLeader ?? axes.unknownLeader,
    waitForLeaders: settings.waitForLeaders ?? axes.waitForLeaders,
    produceWait: settings.produceWait ?? axes.produceWait,
    warmup: settings.warmup ?? axes.warmup,
  };
}

export function brokerConfig(settings: Settings, presetAxes: PresetAxes, brokerId: number): BrokerConfig {
  const axes = axesOf(presetAxes, settings);
  return {
    brokerId,
    peers: brokerNames(settings),
    axes,
    raft: {
      // The documents' loop ticks the Raft clock once each time round.
      tickUs: (axes.loop === 'tick' ? settings['loop.periodMs'] : settings['raft.tickMs']) * US_PER_MS,
      electionTicks: settings['raft.electionTicks'],
      heartbeatTicks: settings['raft.heartbeatTicks'],
      preVote: settings['raft.preVote'],
      checkQuorum: settings['raft.checkQuorum'],
      snapshotEntries: settings['raft.snapshotEntries'],
      snapshotTimeoutUs: settings['raft.snapshotTimeoutMs'] * US_PER_MS,
    },
    readyIoTimeoutUs: settings['readyIo.timeoutMs'] * US_PER_MS,
    sender: {
      attemptsMax: settings['sender.attemptsMax'],
      backoffUs: settings['sender.backoffMs'] * US_PER_MS,
      backoffMaxUs: settings['sender.backoffMaxMs'] * US_PER_MS,
      timeoutUs: settings['sender.timeoutMs'] * US_PER_MS,
      reportsUnreachable: settings['sender.reportsUnreachable'],
    },
    wal: walOptions(settings),
    metadataWal: metadataWal(settings),
    topics: {
      partitionCount: settings['topic.partitions'],
      replicationFactor: replicationFactorOf(settings),
    },
    ...writeWaits(settings),
    replica: {
      lagTimeMaxUs: settings['replica.lagTimeMaxMs'] * US_PER_MS,
      minInsyncReplicas: settings['topic.minInsyncReplicas'],
      resendUs: settings['replica.resendMs'] * US_PER_MS,
      isrChangeTimeoutUs: settings['replica.isrChangeTimeoutMs'] * US_PER_MS,
    },
    producerIdsTimeoutUs: settings['producerIds.timeoutMs'] * US_PER_MS,
    ...groupConfigs(settings),
    ...producePath(settings),
    fetchPollUs: settings['fetch.pollMs'] * US_PER_MS,
    heartbeatUs: settings['broker.heartbeatMs'] * US_PER_MS,
    sessionTimeoutUs: settings['broker.sessionTimeoutMs'] * US_PER_MS,
    registrationRetryUs: settings['broker.registrationRetryMs'] * US_PER_MS,
    consumerGroups: consumerGroupConfig(settings),
    costs: CALIBRATED_COSTS,
  };
}

type WriteWaits = Pick<
  BrokerConfig,
  | 'createWait'
  | 'registerWait'
  | 'followerWait'
  | 'assignTimeoutUs'
  | 'forward'
  | 'onForwardExhausted'
  | 'proposeSleepUs'
  | 'commitWatchUs'
  | 'sharesCreationResult'
>;

/** How who writes to the metadata log gets it there, and waits for what comes of it. */
function writeWaits(settings: Settings): WriteWaits {
  return {
    createWait: {
      pollUs: settings['createWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['createWait.attemptsMax'],
      timeoutUs: settings['createWait.timeoutMs'] * US_PER_MS,
    },
    registerWait: {
      pollUs: settings['registerWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['registerWait.attemptsMax'],
      timeoutUs: settings['registerWait.timeoutMs'] * US_PER_MS,
    },
    followerWait: {
      pollUs: settings['followerWait.pollMs'] * US_PER_MS,
      attemptsMax: settings['followerWait.attemptsMax'],
    },
    assignTimeoutUs: settings['assign.timeoutMs'] * US_PER_MS,
    forward: {
      attemptsMax: settings['forward.attemptsMax'],
      backoffUs: settings['forward.backoffMs'] * US_PER_MS,
      timeoutUs: settings['forward.timeoutMs'] * US_PER_MS,
    },
    onForwardExhausted: settings['forward.onExhausted'],
    proposeSleepUs: settings['proposeSleep.ms'] * US_PER_MS,
    commitWatchUs: settings['commitWatch.timeoutMs'] * US_PER_MS,
    sharesCreationResult: settings['lock.shareResult'],
  };
}

function producePath(settings: Settings): Pick<BrokerConfig, 'produceLocks' | 'watermarks'> {
  return {
    produceLocks: { stateUs: settings['produce.stateLockUs'], pendingUs: settings['produce.pendingLockUs'] },
    watermarks: { periodUs: settings['watermarks.periodMs'] * US_PER_MS },
  };
}

type GroupConfigs = Pick<BrokerConfig, 'groups' | 'waitForLeaders' | 'produceWait' | 'warmupUs'>;

function groupConfigs(settings: Settings): GroupConfigs {
  const sleepMs = settings['produceWait.sleepMs'];
  return {
    groups: {
      tickUs: settings['group.tickMs'] * US_PER_MS,
      // Both times are in milliseconds, and their ratio is a number of ticks: how long a tick is has no part in it (L25).
      electionTicks: Math.floor(settings['group.electionMs'] / settings['group.heartbeatMs']),
      heartbeatTicks: 1,
    },
    waitForLeaders: {
      timeoutUs: settings['waitForLeaders.timeoutMs'] * US_PER_MS,
      pollUs: settings['waitForLeaders.pollMs'] * US_PER_MS,
    },
    produceWait: {
      attemptsMax: settings['produceWait.attempts'],
      sleepUs: sleepMs === null ? null : sleepMs * US_PER_MS,
    },
    warmupUs: settings['warmup.timeoutMs'] * US_PER_MS,
  };
}

function metadataWal(settings: Settings): BrokerConfig['metadataWal'] {
  return {
    pollUs: settings['metadataWal.pollMs'] * US_PER_MS,
    applyUs: settings['metadataWal.applyUs'],
    followersStore: settings['metadataWal.followersStore'],
    replays: settings['metadataWal.replays'],
    forwarded: settings['metadataWal.forwarded'],
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
