/**
 * What a broker is told about itself. All times in microseconds; the defaults live with the scenarios' settings, so that there is
 * one table of them.
 */
import type { NodeId } from './env.js';
import type { ConsumerGroupConfig } from './groups/deps.js';
import type { BrokerId } from './metadata/records.js';
import type { ForwardConfig } from './metadata/writer.js';
import type { GroupConfig } from './historic/partition-groups/group.js';
import type { WatermarkConfig } from './historic/watermarks/watermarks.js';
import type { ProduceWaitConfig, WaitForLeadersConfig } from './historic/partition-groups/seams.js';
import type { SenderConfig } from './quorum/sender.js';
import type { RegisterWaitConfig } from './broker/membership/registration.js';
import type { CreateWaitConfig } from './broker/creation/creation.js';
import type { FollowerWaitConfig } from './historic/follower-wait/follower-wait.js';
import type { MetadataWalConfig } from './broker/creation/leader-write.js';
import type { WalOptions } from './wal/open.js';
import type { VariantAxes } from './historic/axes.js';

export interface BrokerConfig {
  readonly brokerId: BrokerId;
  /** All brokers, in order of their ids; each votes in the metadata quorum. */
  readonly peers: readonly NodeId[];
  readonly axes: VariantAxes;
  readonly raft: {
    readonly tickUs: number;
    readonly electionTicks: number;
    readonly heartbeatTicks: number;
    readonly preVote: boolean;
    readonly checkQuorum: boolean;
    /** Applied entries between snapshots; 0: never. */
    readonly snapshotEntries: number;
    /** After which a snapshot that was sent counts as lost. */
    readonly snapshotTimeoutUs: number;
  };
  /** How long a Ready may take to be stored, in the variants that look at the time. */
  readonly readyIoTimeoutUs: number;
  readonly sender: SenderConfig;
  readonly wal: WalOptions;
  /** Of a leader that writes without Raft. */
  readonly metadataWal: MetadataWalConfig;
  readonly topics: {
    readonly partitionCount: number;
    readonly replicationFactor: number;
  };
  readonly createWait: CreateWaitConfig;
  readonly registerWait: RegisterWaitConfig;
  readonly followerWait: FollowerWaitConfig;
  readonly assignTimeoutUs: number;
  readonly forward: ForwardConfig;
  readonly onForwardExhausted: 'fail' | 'wait';
  /** Sleep after each proposal; 0: none. */
  readonly proposeSleepUs: number;
  /** How long a proposal waits on the watch channel, in the variant that does. */
  readonly commitWatchUs: number;
  readonly sharesCreationResult: boolean;
  readonly replica: {
    readonly lagTimeMaxUs: number;
    readonly minInsyncReplicas: number;
    readonly resendUs: number;
    /** How long an ISR change may take, at the leader that asks and at the controller that has it decided. */
    readonly isrChangeTimeoutUs: number;
  };
  /** How long the reservation of a block of producer ids may take. */
  readonly producerIdsTimeoutUs: number;
  /** The Raft groups of partitions, in the variant that has them. */
  readonly groups: GroupConfig;
  readonly waitForLeaders: WaitForLeadersConfig;
  readonly produceWait: ProduceWaitConfig;
  /** How long clients are kept out at most until a leader of the metadata log is known. */
  readonly warmupUs: number;
  /** How long the locks of the produce path are held each time, in the variants that have them; it is part of what a produce costs. */
  readonly produceLocks: { readonly stateUs: number; readonly pendingUs: number };
  readonly watermarks: WatermarkConfig;
  /** Between two looks of a fetch that polls. */
  readonly fetchPollUs: number;
  readonly heartbeatUs: number;
  readonly sessionTimeoutUs: number;
  /** How long a broker waits for its registration to come through before it tries again. */
  readonly registrationRetryUs: number;
  readonly consumerGroups: ConsumerGroupConfig;
  readonly costs: CostTable;
}

/** What requests cost a worker thread; see the calibration file of the scenarios. */
export interface CostTable {
  /** A produce request, on the leader. */
  readonly produceUs: number;
  /** A replicated batch, on a follower. */
  readonly replicateUs: number;
  readonly fetchUs: number;
  readonly metadataUs: number;
}

export { brokerIdOf, nodeIdOf } from './ids.js';
