/**
 * Whether a healed cluster rests: the metadata log is led and applied everywhere, no broker is fenced, every
 * partition is led and fully committed, and nobody waits for an answer.
 *
 * Nothing more will happen then; whether it is right (one leader, equal images and replicas) is for oracles.
 * A historic follower may lack for ever what was sent to it once and lost.
 */
import type { BrokerView } from '../../../broker-core/broker/broker.js';
import { nodeIdOf } from '../../../broker-core/protocol/records.js';
import type { Cluster } from '../cluster/cluster.js';

/** Liveness is judged on a healthy core: says in `unrest.why` what is still to come. */
export function isAtRest(cluster: Cluster, unrest: { why: string }): boolean {
  unrest.why = whatIsMissing(cluster) ?? '';
  return unrest.why === '';
}

/** Whether nobody waits in a broker at this moment, by its maps of waiters. */
export function isQuiet({ pending }: BrokerView): boolean {
  return Object.values(pending).every((count) => count === 0);
}

function whatIsMissing(cluster: Cluster): string | null {
  // A cluster that has lost what a majority knew owes nobody anything but to lose no more.
  if (!cluster.damages.hasHealthyCore(cluster.brokerNames)) return null;
  const views = cluster.views();
  for (const nodeId of cluster.brokerNames) {
    if (views.has(nodeId)) continue;
    const reason = cluster.stopReasonOf(nodeId);
    if (reason === null) return `${nodeId} is not up`;
    // Nobody waits for a broker that cannot trust its disk. It is not the last word of one that may still
    // start again.
    if (!cluster.damages.mayStop(nodeId)) return `${nodeId} is not up: it stopped itself, ${reason}`;
  }
  const leader = cluster.metadataLeader();
  const leaderView = leader === null ? undefined : views.get(leader);
  if (leader === null || leaderView === undefined) return 'the metadata log has no leader';
  const { raft, metadata } = leaderView;
  // 1. A broker restarts shortly before the heal. 2. It has applied all there is, from its own disk, and is
  // not fenced. 3. It has yet to hear who leads.
  for (const [nodeId, view] of views)
    if (view.raft.leaderId !== leader) return `${nodeId} follows ${view.raft.leaderId ?? 'nobody'}`;
  for (const [nodeId, view] of views)
    if (!view.raft.isVoter) return `${nodeId} has lost its disk and not caught up`;
  for (const [nodeId, view] of views) {
    if (view.raft.appliedIndex !== raft.lastIndex)
      return `${nodeId} has applied ${view.raft.appliedIndex} of ${raft.lastIndex} entries of the metadata log`;
  }
  for (const { brokerId, fenced } of metadata.brokers()) {
    // One that was registered on request may have no process, and stays fenced for ever.
    if (fenced && views.has(nodeIdOf(brokerId))) return `broker ${brokerId} is still fenced`;
  }
  return unsettledPartition(views, leaderView) ?? pendingRequest(views);
}

function unsettledPartition(views: ReadonlyMap<string, BrokerView>, { metadata }: BrokerView): string | null {
  for (const { name, partitionCount } of metadata.topics()) {
    for (let partition = 0; partition < partitionCount; partition += 1) {
      const place = `${name}/${partition}`;
      const record = metadata.partition(name, partition);
      if (record === undefined || record.leader === null) return `${place} has no leader`;
      // Where replicas elect among themselves the record is a plan, and does not count.
      const planned = views.get(nodeIdOf(record.leader))?.replicaOf(name, partition);
      const leaderId = nodeIdOf(planned?.elected ?? record.leader);
      const leader = views.get(leaderId)?.replicaOf(name, partition);
      if (leader?.leads !== true) return `${place} is led by ${leaderId}, which does not know it`;
      if (leader.highWatermark !== leader.logEndOffset)
        return `${place} has its high watermark at ${leader.highWatermark} of ${leader.logEndOffset}`;
    }
  }
  return null;
}

function pendingRequest(views: ReadonlyMap<string, BrokerView>): string | null {
  for (const [nodeId, view] of views) {
    for (const replica of view.replicas) {
      const { pendingCount } = replica.status();
      if (pendingCount > 0) return `${nodeId} has ${pendingCount} produce requests without an answer`;
    }
    const waiterCount = view.pending['groupWaiters'] ?? 0;
    if (waiterCount > 0) return `${nodeId} has ${waiterCount} members of groups without an answer`;
  }
  return null;
}
