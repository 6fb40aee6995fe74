/**
 * What a broker is told about itself. All times in microseconds; the defaults live with the scenarios'
 * settings, so there is one table of them.
 */
import type { MembershipConfig } from './membership/controller.js';
import type { NodeId, Channel } from '../env.js';
import type { ConsumerGroupConfig } from '../groups/deps.js';
import type { ForwardConfig } from '../metadata/writer.js';
import type { SenderConfig } from '../quorum/sender.js';
import type { WalOptions } from '../wal/open.js';

export interface BrokerConfig extends MembershipConfig {
  /** All brokers, in order of their ids; each votes in the metadata quorum. */
  readonly peers: readonly NodeId[];
  readonly raft: {
    readonly tickUs: number;
    readonly electionTicks: number;
    readonly heartbeatTicks: number;
    readonly preVote: boolean;
    readonly checkQuorum: boolean;
    /** Whether a node whose disk was emptied votes again only when a leader has brought it up to date. */
    readonly catchesUpBeforeVote: boolean;
    /** Applied entries between snapshots; 0: never. */
    readonly snapshotEntries: number;
    /** After which a snapshot that was sent counts as lost. */
    readonly snapshotTimeoutUs: number;
  };
  readonly sender: SenderConfig;
  readonly wal: WalOptions;
  readonly topics: { readonly partitionCount: number; readonly replicationFactor: number };
  /** How long a creation is tried, through elections too. */
  readonly createTimeoutUs: number;
  /** How long a registration on request is tried. */
  readonly registerTimeoutUs: number;
  readonly forward: ForwardConfig;
  readonly replica: {
    readonly lagTimeMaxUs: number;
    readonly minInsyncReplicas: number;
    readonly resendUs: number;
    readonly windowBytes: number;
    /** How long an ISR change may take, at the leader that asks and at the controller that has it decided. */
    readonly isrChangeTimeoutUs: number;
  };
  /** How long the reservation of a block of producer ids may take. */
  readonly producerIdsTimeoutUs: number;
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

/** Where a broker keeps the metadata log. */
export const METADATA_DIRECTORY = '/data/metadata';

// The connections between processes, kept apart so that a fault can strike one, as a retransmission does.

/** Between brokers: forwarded writes, registration, heartbeats, ISR changes. */
export const RPC_CHANNEL: Channel = { name: 'rpc', transport: 'stream' };
/** Partition leader to follower, and back. */
export const REPLICATION_CHANNEL: Channel = { name: 'replication', transport: 'stream' };
/** What a leader has written without Raft, to the other brokers; only of the variants that do. */
export const METADATA_CHANNEL: Channel = { name: 'metadata', transport: 'stream' };
/** Clients to brokers. */
export const CLIENT_CHANNEL: Channel = { name: 'client', transport: 'stream' };
