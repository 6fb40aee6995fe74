import type { NameLeader } from '../../broker/partitions-port.js';

/**
 * Where nobody is known to lead, this broker is named, which has clients send to it, and all replicas as in-sync ones (`handler.rs` @
 * 4da5693, spec d.1).
 */
export const unknownIsThisBroker: NameLeader = ({ brokerId }, _topic, described) => {
  if (described.leader !== null) return described;
  const replicas = described.replicas.length === 0 ? [brokerId] : described.replicas;
  return { ...described, error: 'NONE', leader: brokerId, replicas, isr: replicas };
};
