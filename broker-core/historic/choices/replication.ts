import type { Placement } from '../../broker/creation/creation.js';
import type { PartitionFiles } from '../../broker/partition-logs.js';
import type { Replication } from '../../broker/strategies.js';
import { pushed } from './push-sender.js';
import { planAssignment } from '../../metadata/assignment.js';
import type { AckPolicy } from '../../partition/replica/config.js';

/**
 * The documents' `default_replication_factor.min(nodes.len())` (S4:L77-84): over every broker, dead ones too,
 * and with fewer replicas than requested where there are fewer brokers.
 */
const placeOnFewer: Placement = (view, { name, partitionCount, replicationFactor }) => {
  const brokerIds = view.brokers().map(({ brokerId }) => brokerId);
  return planAssignment(name, partitionCount, Math.min(replicationFactor, brokerIds.length), brokerIds);
};

/**
 * `wal/TOPIC/PARTITION` (@040ce2d group_commit.rs): the name has no id, so a topic that another creation
 * replaced (L13) keeps its records, through restarts and snapshots too. Nothing in that file removes a
 * directory, so here they stay after a deletion, and the next topic of the name begins with the records of
 * the last.
 */
const filesByName: PartitionFiles = {
  directoryOf: (topic, partition) => `/data/partitions/${topic}-${partition}`,
  outliveTopic: true,
  createdBy: 'ownSync',
};

/** How the documented broker replicates: it promises nothing, and says so nowhere. */
export const documentedReplication: Replication = {
  placement: placeOnFewer,
  failover: 'first-isr',
  startsFenced: false,
  // Nobody asks for another ISR, so a follower that is gone stays a member, and `acks=-1` waits for it.
  isr: { propose: () => null, nextLookAtUs: () => null },
  createSender: pushed,
  files: filesByName,
  parksWhileOpening: false,
};

/**
 * Historic (spec d.1, `isr_ack_tracker.rs`): as many replicas as the ISR has members, whichever, and one
 * without an ISR. With `acks` 0 and 1 the high watermark rises on the leader alone, so it promises nothing.
 */
export const isrSizeOrOne: AckPolicy = {
  committedEnd: ({ leader, replicas, isr, durableEndOf }) => {
    const members = replicas.includes(leader) ? replicas : [leader, ...replicas];
    const endOffset = nthLargest(members.map(durableEndOf), Math.max(1, isr.length)) ?? -1;
    return endOffset < 0 ? null : endOffset;
  },
  isTooSmall: () => false,
  raisesAtAppend: true,
  mayDropCommitted: true,
};

/** Of a handful of numbers, which sorting would take longer for; undefined if there are fewer than `n`. */
function nthLargest(numbers: readonly number[], n: number): number | undefined {
  return numbers.find((candidate) => {
    let above = 0;
    let equal = 0;
    for (const other of numbers) {
      if (other > candidate) above += 1;
      else if (other === candidate) equal += 1;
    }
    return above < n && n <= above + equal;
  });
}
