/** The connections between processes. Told apart, so that a fault can strike one of them as a real retransmission does. */
import type { Channel } from '../env.js';

/** Between brokers: forwarded writes, registration, heartbeats, ISR changes. */
export const RPC_CHANNEL: Channel = { name: 'rpc', transport: 'stream' };
/** Partition leader to follower, and back. */
export const REPLICATION_CHANNEL: Channel = { name: 'replication', transport: 'stream' };
/** Clients to brokers. */
export const CLIENT_CHANNEL: Channel = { name: 'client', transport: 'stream' };
