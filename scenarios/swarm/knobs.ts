/**
 * What a swarm sets: values for each knob, by area. A seed leaves whole areas alone, so that what is rare
 * elsewhere dominates some runs (Groce et al., "Swarm Testing", ISSTA 2012).
 */
import type { SettingValue } from '../harness/settings/areas/knob.js';
import type { KnobName } from '../harness/settings/table.js';

export type KnobValues = { readonly [Name in KnobName]?: readonly SettingValue[] };

/** Always drawn. */
export const SHAPE = {
  'cluster.nodes': [1, 3, 3, 3, 3, 4, 5, 5, 6, 7, 8, 9],
  'topic.partitions': [1, 2, 3, 5, 8],
  'topic.replicationFactor': [1, 2, 3, 3, 3, 4, 5],
  'client.count': [1, 2, 3, 5, 8],
  'client.messages': [20, 200, 600, 1500],
} as const satisfies KnobValues;

/** Of systems of somebody's own, too. */
export const ORDER = {
  'run.order': ['permuted', 'permuted', 'pct:1', 'pct:2', 'pct:3', 'pct:5'],
} as const satisfies KnobValues;

export const AREAS: Readonly<Record<string, KnobValues>> = {
  order: ORDER,
  clocks: {
    'raft.tickMs': [5, 10, 20, 50, 200],
    'raft.electionTicks': [6, 10, 20],
    'raft.heartbeatTicks': [1, 2, 4],
    'broker.heartbeatMs': [50, 200, 500, 2000],
    'broker.registrationRetryMs': [50, 500, 2000],
  },
  raft: {
    'raft.preVote': [true, false],
    'raft.checkQuorum': [true, false],
    'raft.snapshotEntries': [2, 10, 20, 50],
    'raft.snapshotTimeoutMs': [200, 500, 2000],
    'loop.periodMs': [0, 0, 5, 10, 50],
    sender: [null, 'datagrams', 'task-per-message'],
  },
  wal: {
    'wal.commit': ['notify', 'tick', 'notify-or-tick'],
    'wal.commitPeriodMs': [null, 2, 10],
    'wal.profile': [null, 'low', 'medium', 'high', 'ultra'],
    'wal.batchRecords': [null, 1, 2, 10],
    'wal.batchBytes': [null, 1, 1000, 100_000],
    'wal.queueRecords': [null, 1, 2, 5, 50],
    'wal.segmentBytes': [65_536, 131_072, 16_777_216],
    'wal.periodicFlushMs': [0, 0, 50],
  },
  network: {
    'network.delayUs': [50, 200, 2000, 10_000, 40_000],
    'network.jitterUs': [0, 500, 5000, 10_000],
    'network.lossProbability': [0, 0.001, 0.01, 0.05, 0.1],
    'network.bandwidthBytesPerS': [1_000_000, 10_000_000, 100_000_000],
    'network.handshakeRoundTrips': [0, 1, 2],
  },
  machine: {
    'disk.syncUs': [100, 500, 5000, 15_000],
    'disk.syncJitterUs': [0, 1000, 5000],
    'disk.writeUs': [5, 20, 200],
    'disk.queueDepth': [1, 4, 32],
    'cpu.workers': [1, 2, 4],
  },
  clients: {
    'client.profile': ['kafka-python-2.0.2', 'kafka-python-2.2.15', 'java', 'librdkafka'],
    'client.acks': [null, 'all', 'all', '1', '0'],
    'client.retries': [null, 0, 3, 100],
    'client.retryBackoffMs': [null, 1, 20, 500],
    'client.requestTimeoutMs': [null, 300, 1000, 5000, 40_000],
    'client.deliveryTimeoutMs': [null, 3000, 10_000],
    'client.sendTimeoutMs': [null, null, 1000],
    'client.idempotent': [null, true, false],
  },
  records: {
    'client.recordBytes': [0, 100, 1000, 20_000],
    'client.recordsTogether': [1, 1, 4],
    'client.inFlight': [1, 1, 5],
    'client.partitioner': ['round-robin', 'keyed'],
    'client.thinkSpreadMs': [0, 5, 50],
    'client.sleepAfterCreateMs': [0, 0, 100],
  },
  consumers: {
    'consumer.count': [0, 1, 2, 3],
    'consumer.pollRecordsMax': [1, 10, 500],
    'consumer.fetchMinBytes': [0, 1, 1000, 100_000],
    'consumer.fetchMaxWaitMs': [0, 100, 500, 2000],
    'consumer.fetchBytes': [1, 5000, 52_428_800],
    'consumer.partitionFetchBytes': [1, 1000, 1_048_576],
    'consumer.offsetReset': ['earliest', 'latest'],
  },
  replicas: {
    'replica.lagTimeMaxMs': [200, 1000, 5000, 30_000],
    'replica.resendMs': [20, 100, 500, 2000],
    'replica.windowBytes': [1, 1000, 100_000, 1_048_576],
    'replica.isrChangeTimeoutMs': [200, 500, 2000],
    'producerIds.timeoutMs': [500, 2000, 10_000],
    'createWait.timeoutMs': [300, 1000, 5000],
    'forward.timeoutMs': [200, 1000, 5000],
    'forward.attemptsMax': [1, 2, 4],
    'forward.onExhausted': ['fail', 'wait'],
  },
  groups: {
    'consumerGroup.initialDelayMs': [0, 300, 3000],
    'consumerGroup.memberIdRequired': [true, false],
    'consumerGroup.heartbeatMs': [100, 500, 1000],
    'consumerGroup.rebalanceTimeoutMs': [1000, 3000, 10_000],
    'consumerGroup.retryBackoffMs': [10, 100, 500],
    'consumerGroup.assignor': ['range', 'round-robin'],
    'consumerGroup.leaderSyncMs': [0, 0, 200],
  },
};

/**
 * All of them in half the seeds. By default a broker is missed after ten seconds, and a swarm's faults are often
 * over by then: nobody would ever take over.
 */
export const QUICK = {
  'raft.tickMs': [5, 10, 20],
  'raft.electionTicks': [6, 10],
  'broker.heartbeatMs': [20, 50, 100],
  'broker.registrationRetryMs': [50, 200],
  'replica.lagTimeMaxMs': [200, 500, 1000],
  'consumerGroup.heartbeatMs': [20, 50, 100],
  'consumerGroup.rebalanceTimeoutMs': [500, 1000, 3000],
} as const satisfies KnobValues;

/** Of scenarios that have them. Their waits are shorter than by default, so that a run is. */
export const OWN: Readonly<Record<string, readonly SettingValue[]>> = {
  'storm.quorum': ['up', 'cut'],
  'storm.topics': [1, 3, 10],
  'storm.cutMs': [1000, 5000],
  'creation.topics': [1, 3, 8],
  'creation.retries': [0, 1, 5],
  'creation.timeoutMs': [1000, 5000, 20_000],
  'creation.ask': ['leader', 'follower'],
  'creation.second': ['same-broker', 'other-broker'],
  'creation.secondAfterMs': [0, 1, 5],
  'creation.quorumBackMs': [500, 5100],
  'creation.deposedMs': [100, 1000, 5000],
  'creation.repliesLostMs': [500, 5000],
  'noQuorum.by': ['network', 'disks'],
  'readBack.timeoutMs': [0, 1000],
  'stream.ms': [200, 2000],
  'follower.restarts': ['before', 'after'],
  'leader.lostAfterMs': [0, 2, 20],
  'split.asks': ['both', 'leader'],
  'stall.ms': [100, 1000, 3000],
  'stall.role': ['follower', 'leader', 'minority'],
  'applyStall.ms': [5, 60, 500],
  'applyStall.everyMs': [20, 250],
  'deadPeer.by': ['process', 'machine'],
  'deadPeer.ms': [500, 5000],
  'register.ask': ['leader', 'follower'],
  'register.count': [1, 3, 8],
  'register.times': [1, 2],
  'register.moves': [true, false],
  'register.quorumBackMs': [0, 3000],
  'consumerGroup.silentSyncs': [0, 0, 1],
  'consumerGroup.joinSpreadMs': [0, 50, 1000],
  'consumerGroup.lateMembers': [0, 1, 2],
  'consumerGroup.lateMs': [200, 1500],
  'consumerGroup.stintMs': [0, 1000, 4000],
  'consumerGroup.leaves': [true, false],
  'consumerGroup.commitMs': [20, 200, 1000],
  'consumerGroup.deleteAtMs': [null, null, 500, 3000],
};
