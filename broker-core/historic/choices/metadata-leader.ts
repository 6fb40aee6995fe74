import type { NameLeader } from '../../broker/seams.js';

/** The broker that the replicas elected, as the replica here knows; without one there is only the plan. */
export const nameElected: NameLeader = ({ replicaOf }, topic, described) => {
  const replica = replicaOf(topic, described.partition);
  if (replica?.electsItself !== true) return described;
  const leader = replica.elected;
  return { ...described, leader, error: leader === null ? 'LEADER_NOT_AVAILABLE' : 'NONE' };
};

/**
 * Where no leader is known, this broker is named, so clients send to it, and all replicas count as in-sync
 * (`handler.rs` @ 4da5693, spec d.1).
 */
export const unknownIsThisBroker: NameLeader = ({ brokerId }, _topic, described) => {
  if (described.leader !== null) return described;
  const replicas = described.replicas.length === 0 ? [brokerId] : described.replicas;
  return { ...described, error: 'NONE', leader: brokerId, replicas, isr: replicas };
};
