/** Which brokers hold a new topic's partitions, and who leads each. */
import { assert } from '../assert.js';
import type { PartitionAssignment } from '../protocol/commands.js';
import { PARTITIONS_MAX, REPLICAS_MAX, type BrokerId } from '../protocol/records.js';
import { isWithin } from './apply/topics.js';

export type AssignmentPlan =
  | { readonly ok: true; readonly partitions: readonly PartitionAssignment[] }
  | { readonly ok: false; readonly error: 'INVALID_PARTITIONS' | 'INVALID_REPLICATION_FACTOR' };

/** Names who leads a partition of a new topic; `metadataLeader`: who leads the metadata log meanwhile. */
export type PartitionLeaders = (assignment: PartitionAssignment, metadataLeader: BrokerId) => BrokerId;

/** The plan with these leaders; null: as it is. */
export function ledBy(
  plan: AssignmentPlan,
  leaders: PartitionLeaders | null,
  metadataLeader: BrokerId,
): AssignmentPlan {
  if (!plan.ok || leaders === null) return plan;
  const led = (one: PartitionAssignment): PartitionAssignment => ({
    ...one,
    leader: leaders(one, metadataLeader),
  });
  return { ok: true, partitions: plan.partitions.map(led) };
}

/**
 * Round robin, as Kafka's `AdminUtils.assignReplicasToBrokers` without racks: leaders go round the brokers
 * from `firstIndex` on, followers go round the others and shift by one with each full round, so that
 * different brokers take over the partitions of one that fails. The ISR is all replicas.
 *
 * `brokerIds`: distinct, in any order; the plan does not depend on it. `firstIndex`, an integer >= 0, default
 * {@link firstIndexOf} the name: with 0 for every topic, broker 1 would get the first partition of all of
 * them.
 */
export function planAssignment(
  topicName: string,
  partitionCount: number,
  replicationFactor: number,
  brokerIds: readonly BrokerId[],
  firstIndex: number = firstIndexOf(topicName),
): AssignmentPlan {
  const brokers = [...brokerIds].sort((left, right) => left - right);
  assert(new Set(brokers).size === brokers.length, 'broker ids are distinct');
  assert(Number.isSafeInteger(firstIndex) && firstIndex >= 0, 'firstIndex is an integer >= 0');
  if (!isWithin(partitionCount, PARTITIONS_MAX)) return { ok: false, error: 'INVALID_PARTITIONS' };
  if (!isWithin(replicationFactor, Math.min(brokers.length, REPLICAS_MAX)))
    return { ok: false, error: 'INVALID_REPLICATION_FACTOR' };
  const partitions = Array.from({ length: partitionCount }, (_, partition) => {
    const replicas = replicasOf(partition, replicationFactor, brokers, firstIndex);
    return { replicas, leader: at(brokers, firstIndex + partition), isr: replicas };
  });
  return { ok: true, partitions };
}

/** Where the round of a topic starts: a hash of its name, the same on every node whatever else it knows. */
export function firstIndexOf(topicName: string): number {
  let hash = 0;
  for (const letter of topicName) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return hash >>> 0;
}

function replicasOf(
  partition: number,
  replicationFactor: number,
  brokers: readonly BrokerId[],
  firstIndex: number,
): readonly BrokerId[] {
  const leaderIndex = firstIndex + partition;
  const shift = Math.floor(partition / brokers.length);
  const replicas = [at(brokers, leaderIndex)];
  for (let follower = 0; replicas.length < replicationFactor; follower++) {
    // 1 to n-1 places behind the leader: never the leader itself.
    const distance = 1 + ((shift + follower) % (brokers.length - 1));
    replicas.push(at(brokers, leaderIndex + distance));
  }
  return replicas;
}

function at(brokers: readonly BrokerId[], index: number): BrokerId {
  const brokerId = brokers[index % brokers.length];
  assert(brokerId !== undefined, 'there are brokers to choose from');
  return brokerId;
}
