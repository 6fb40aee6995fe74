/** Brokers are named after their ids. */
import type { NodeId } from './env.js';
import type { BrokerId } from './metadata/records.js';

export function nodeIdOf(brokerId: BrokerId): NodeId {
  return `n${String(brokerId)}`;
}

export function brokerIdOf(nodeId: NodeId): BrokerId {
  return Number(nodeId.slice(1));
}
