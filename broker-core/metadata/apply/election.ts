/**
 * Who leads a partition, and who stays in its ISR, when brokers come and go. The ISR never becomes empty: its
 * last member stays in it when it fails, and the partition is offline until that member is back. No unclean
 * election: a broker outside the ISR may lack acknowledged records.
 */
import type { Failover } from '../../protocol/commands.js';
import type { BrokerId, Partition } from '../../protocol/records.js';
import type { MetadataState } from '../state/state.js';
import { changePartition, type Context, isLive } from './context.js';

/** The first ISR member that is live; `null` when none is. */
export function firstLiveIsr(state: MetadataState, isr: readonly BrokerId[]): BrokerId | null {
  return isr.find((brokerId) => isLive(state, brokerId)) ?? null;
}

/** Each partition that the broker led gets another leader. The broker is fenced in the image already. */
export function failOver(context: Context, brokerId: BrokerId, failover: Failover): void {
  // All partitions: no index by broker, because brokers seldom fail and partitions change often.
  for (const partition of context.state.partitions()) {
    const after =
      failover === 'first-isr'
        ? ledByFirstIsr(partition, brokerId)
        : withoutBroker(context.state, partition, brokerId);
    if (after !== null) changePartition(context, partition, after);
  }
}

/** Each partition that has waited for the broker, which is live again, is led by it. */
export function leadWaitingPartitions(context: Context, brokerId: BrokerId): void {
  for (const partition of context.state.partitions()) {
    if (partition.leader !== null || !partition.isr.includes(brokerId)) continue;
    changePartition(context, partition, { ...partition, leader: firstLiveIsr(context.state, partition.isr) });
  }
}

/** `null`: the broker has no part in it. */
function withoutBroker(state: MetadataState, partition: Partition, brokerId: BrokerId): Partition | null {
  const left = partition.isr.filter((member) => member !== brokerId);
  const leads = partition.leader === brokerId;
  if (!leads && (left.length === partition.isr.length || left.length === 0)) return null;
  return {
    ...partition,
    isr: left.length === 0 ? partition.isr : left,
    leader: leads ? firstLiveIsr(state, left) : partition.leader,
  };
}

/** Under `first-isr`, `isr[0]` may be the broker that failed. `null`: the broker does not lead it. */
function ledByFirstIsr(partition: Partition, brokerId: BrokerId): Partition | null {
  if (partition.leader !== brokerId) return null;
  return { ...partition, leader: partition.isr[0] ?? null };
}
