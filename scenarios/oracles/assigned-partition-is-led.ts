import { nodeIdOf } from '../../broker-core/protocol/records.js';
import type { MetadataView } from '../../broker-core/metadata/state/state.js';
import type { Invariant } from '../harness/definition/invariant.js';

/**
 * A partition that has been given to brokers has a leader and an ISR once everybody is back: three writes that belong together, of
 * which the first alone was made, leave it with neither, and nothing repairs it (invariant 34). Checked at the end, when all that was
 * broken has been mended; of partitions all of whose replicas run.
 */
export const assignedPartitionIsLed: Invariant = {
  name: 'assigned-partition-is-led',
  doc: 'A partition that has been assigned has a leader and an ISR when everything is mended.',
  source: 'spec c L10; KIP-631 (a partition record is written whole)',
  create: ({ violate }) => ({
    atEnd({ views }) {
      for (const [nodeId, { metadata }] of views) {
        for (const detail of halfMade(metadata, (brokerId) => views.has(nodeIdOf(brokerId))))
          violate(`${nodeId} has ${detail}`);
      }
    },
  }),
};

function halfMade(metadata: MetadataView, isUp: (brokerId: number) => boolean): readonly string[] {
  const found: string[] = [];
  for (const { topic, partition, replicas, leader, isr } of metadata.partitions()) {
    if (replicas.length === 0 || !replicas.every(isUp)) continue;
    const place = `${topic}/${partition} assigned`;
    if (leader === null) found.push(`${place} and without a leader`);
    else if (isr.length === 0) found.push(`${place} and without an ISR`);
  }
  return found;
}
