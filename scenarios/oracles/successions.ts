/** Who may lead a partition next. */
import type { BrokerId } from '../../broker-core/protocol/records.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { SelfElecting } from './track/self-electing.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';
import { PerPartition } from './track/per-partition.js';
import { placeText } from './track/text.js';

interface Before {
  leader: BrokerId | null;
  isr: readonly BrokerId[];
}

/**
 * By the ISR before the change: the change itself may name its leader as the whole ISR. 1. Of the ISR {A, B}
 * both die. 2. C, long out of it, is made leader and ISR. 3. What A and B had acknowledged is gone.
 */
export const leaderComesFromPreviousIsr: Invariant = {
  name: 'leader-comes-from-previous-isr',
  doc: 'A partition’s new leader was in the ISR before it became leader.',
  source: 'Kafka documentation, "Unclean leader election"',
  create: ({ share, violate, judged }) => {
    const image = share(CommittedImage);
    const before = new PerPartition((): Before => ({ leader: null, isr: [] }));
    const selfElecting = share(SelfElecting);
    return {
      ...hears(CHANGING, () => {
        for (const change of image.changes) {
          if (!('partition' in change)) continue;
          const { topic, partition } = change;
          const record = image.view.partition(topic, partition);
          if (record === undefined) continue;
          const { leader, isr } = record;
          const place = { topic, topicId: image.view.topic(topic)?.topicId ?? null, partition };
          const known = before.of(place);
          // A historic creation names the leader first: without an ISR there is nobody to choose from.
          const isNew = leader !== null && leader !== known.leader;
          if (isNew && known.isr.length > 0) judged();
          const isWrong = isNew && known.isr.length > 0 && !known.isr.includes(leader);
          if (isWrong && !selfElecting.has(place))
            violate(`${placeText(place)}: ${leader} leads, the ISR was [${known.isr.join(', ')}]`);
          known.leader = leader;
          known.isr = isr;
        }
      }),
    };
  },
};
