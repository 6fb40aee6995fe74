/** Connections between processes, kept apart so that a fault can strike one, as a retransmission does. */
import type { Channel } from '../env.js';

/** Between brokers: forwarded writes, registration, heartbeats, ISR changes. */
export const RPC_CHANNEL: Channel = { name: 'rpc', transport: 'stream' };
/** Partition leader to follower, and back. */
export const REPLICATION_CHANNEL: Channel = { name: 'replication', transport: 'stream' };
/** What a leader has written without Raft, to the other brokers; only of the variants that do. */
export const METADATA_CHANNEL: Channel = { name: 'metadata', transport: 'stream' };
/** Clients to brokers. */
export const CLIENT_CHANNEL: Channel = { name: 'client', transport: 'stream' };
