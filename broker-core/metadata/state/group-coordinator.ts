/**
 * Which broker coordinates a group. It follows from the image alone, so all nodes that applied the same log
 * agree, and `apply` can refuse what a former coordinator writes.
 *
 * In Kafka the leader of the group's partition of `__consumer_offsets` coordinates it. Here groups are
 * records of the metadata log, and the coordinator is the live broker with the highest draw for the group
 * (rendezvous hashing, Thaler and Ravishankar 1998): when a broker fails, its groups and no others move.
 */
import { utf8SizeBytes, writeUtf8 } from '../../bytes/utf8.js';
import type { BrokerId } from '../../protocol/records.js';
import { digestOf } from './hash.js';
import type { MetadataView } from './state.js';

/** `null`: no broker is live. */
export function coordinatorOf(view: MetadataView, groupId: string): BrokerId | null {
  const name = new Uint8Array(utf8SizeBytes(groupId));
  writeUtf8(groupId, name, 0);
  let coordinator: BrokerId | null = null;
  let highest = -1;
  for (const { brokerId, fenced } of view.brokers()) {
    if (fenced) continue;
    const draw = digestOf(brokerId, name).high;
    if (draw <= highest) continue;
    coordinator = brokerId;
    highest = draw;
  }
  return coordinator;
}
