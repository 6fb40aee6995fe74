import type { Partition } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';
import { placeText } from './track/text.js';

/** A historic creation assigns, elects and sets the ISR one after another: until it is set it is empty, and says nothing. */
export const isrInReplicasAndHoldsLeader: Invariant = {
  name: 'isr-in-replicas-and-holds-leader',
  doc: 'The ISR of a partition is a subset of its replicas and holds the leader.',
  source: 'Kafka documentation, "Replicated logs"; KIP-497',
  create: ({ violate }) => {
    const image = new CommittedImage();
    const check = (whose: string, partition: Partition | undefined): void => {
      const wrong = partition === undefined ? null : whatIsWrong(partition);
      if (partition !== undefined && wrong !== null) violate(`${placeText(partition)} in ${whose}: ${wrong}`);
    };
    return {
      onFact(fact) {
        if (fact.type !== 'applied') return;
        for (const change of image.take(fact)) {
          if (
            change.type !== 'leaderChanged' &&
            change.type !== 'isrChanged' &&
            change.type !== 'partitionAssigned'
          )
            continue;
          check(`the image of index ${fact.index}`, image.view.partition(change.topic, change.partition));
        }
      },
      atEnd({ views }) {
        for (const [nodeId, { metadata }] of views) {
          for (const partition of metadata.partitions()) check(`the image of ${nodeId}`, partition);
        }
      },
    };
  },
};

function whatIsWrong({ replicas, leader, isr }: Partition): string | null {
  const stranger = isr.find((brokerId) => !replicas.includes(brokerId));
  if (stranger !== undefined)
    return `ISR [${isr.join(', ')}] has ${stranger}, replicas are [${replicas.join(', ')}]`;
  if (leader === null) return null;
  if (!replicas.includes(leader)) return `leader ${leader} is none of the replicas [${replicas.join(', ')}]`;
  if (isr.length > 0 && !isr.includes(leader))
    return `leader ${leader} is not in the ISR [${isr.join(', ')}]`;
  return null;
}
