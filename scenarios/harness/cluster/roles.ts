/**
 * What a role in a schedule means at this moment: `leader of __meta`, `followers of __meta`, `leader of
 * orders/0`, `coordinator of readers`, and so on.
 */
import type { NodeId } from '../../../broker-core/env.js';
import { nodeIdOf, type Partition } from '../../../broker-core/protocol/records.js';
import { coordinatorOf } from '../../../broker-core/metadata/state/group-coordinator.js';
import type { Cluster } from './cluster.js';

/** The metadata log, as schedules call it. */
const METADATA = '__meta';

const ROLE = /^(leader|follower|followers) of ([^\s/]+)(?:\/(\d+))?$/;
const COORDINATOR = /^coordinator of (\S+)$/;

/** Whether a text is a role that {@link resolveRole} knows. */
export function isKnownRole(role: string): boolean {
  if (COORDINATOR.test(role)) return true;
  const match = ROLE.exec(role);
  return match !== null && (match[2] === METADATA) === (match[3] === undefined);
}

/** The nodes in that role now; none, if nobody is. `follower` is the first of the followers. */
export function resolveRole(cluster: Cluster, role: string): readonly NodeId[] {
  const group = COORDINATOR.exec(role)?.[1];
  if (group !== undefined) return coordinator(cluster, group);
  const match = ROLE.exec(role);
  if (match === null) return [];
  const [, which, topic = '', partition] = match;
  const members =
    topic === METADATA ? metadataMembers(cluster) : partitionMembers(cluster, topic, Number(partition));
  if (members === null) return [];
  if (which === 'leader') return members.leader === null ? [] : [members.leader];
  return which === 'follower' ? members.followers.slice(0, 1) : members.followers;
}

/** As the image of the metadata leader has it. */
function coordinator(cluster: Cluster, groupId: string): readonly NodeId[] {
  // The image has a coordinator for whatever name; of a group that nobody has asked for it coordinates none.
  if (!cluster.groupsSeen.has(groupId)) return [];
  const leaderId = cluster.metadataLeader();
  const image = leaderId === null ? undefined : cluster.viewOf(leaderId)?.metadata;
  const brokerId = image === undefined ? null : coordinatorOf(image, groupId);
  return brokerId === null ? [] : [nodeIdOf(brokerId)];
}

interface Members {
  readonly leader: NodeId | null;
  readonly followers: readonly NodeId[];
}

function metadataMembers(cluster: Cluster): Members {
  const leader = cluster.metadataLeader();
  return { leader, followers: cluster.brokerNames.filter((nodeId) => nodeId !== leader) };
}

function leaderIn({ leader }: Partition): NodeId | null {
  return leader === null ? null : nodeIdOf(leader);
}

/** Who leads the partition's own Raft group: of several that think so, the one of the highest term. */
function electedLeader(cluster: Cluster, topic: string, partition: number): NodeId | null {
  let elected: NodeId | null = null;
  let electedTerm = -1;
  for (const [nodeId, { replicas }] of cluster.views()) {
    const replica = replicas.find((candidate) => candidate.isOf(topic, partition));
    if (replica?.leads !== true || replica.elected === null || replica.leaderEpoch <= electedTerm) continue;
    elected = nodeId;
    electedTerm = replica.leaderEpoch;
  }
  return elected;
}

/** As the image of the metadata leader has it, unless the replicas elect among themselves. */
function partitionMembers(cluster: Cluster, topic: string, partition: number): Members | null {
  const leaderId = cluster.metadataLeader();
  const record =
    leaderId === null ? undefined : cluster.viewOf(leaderId)?.metadata.partition(topic, partition);
  if (record === undefined) return null;
  const leader = electedLeader(cluster, topic, partition) ?? leaderIn(record);
  return { leader, followers: record.replicas.map(nodeIdOf).filter((nodeId) => nodeId !== leader) };
}
