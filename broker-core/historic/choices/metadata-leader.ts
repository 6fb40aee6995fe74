import type { NameLeader } from '../../broker/seams.js';

/** The broker that the replicas have elected, as far as the one on this broker knows. Without a replica here there is only the plan. */
export const nameElected: NameLeader = ({ replicaOf }, topic, described) => {
  const replica = replicaOf(topic, described.partition);
  if (replica?.electsItself !== true) return described;
  const leader = replica.elected;
  return { ...described, leader, error: leader === null ? 'LEADER_NOT_AVAILABLE' : 'NONE' };
};

/**
 * Where nobody is known to lead, this broker is named, which has clients send to it, and all replicas as in-sync ones (`handler.rs` @
 * 4da5693, spec d.1).
 */
export const unknownIsThisBroker: NameLeader = ({ brokerId }, _topic, described) => {
  if (described.leader !== null) return described;
  const replicas = described.replicas.length === 0 ? [brokerId] : described.replicas;
  return { ...described, error: 'NONE', leader: brokerId, replicas, isr: replicas };
};
