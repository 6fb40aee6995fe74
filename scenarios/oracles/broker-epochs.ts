/** To which life of a broker an epoch belongs. */
import type { BrokerId } from '../../broker-core/protocol/records.js';
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';
import { CHANGING, CommittedImage } from './track/committed-image.js';

/**
 * What a former life has sent is told from what this one sends by the epoch alone. 1. A leader sees that
 * follower F has caught up. 2. F loses power, and what it had not synced. 3. F goes on under the same epoch:
 * the leader's request to take it into the ISR, of the former life, is granted. Of two brokers with one epoch
 * either passes for the other.
 */
export const brokerEpochOfOneLife: Invariant = {
  name: 'broker-epoch-of-one-life',
  doc: 'A broker epoch belongs to one life of one broker, and a later life has a higher one.',
  source: 'KIP-631 (broker epochs); KIP-903',
  create: ({ violate, judged, share, damages, brokers }) => {
    const image = share(CommittedImage);
    const registered = new Map<BrokerId, { readonly epoch: number; readonly incarnation: string }>();
    const taken = new Map<NodeId, { readonly epoch: number; readonly life: number }>();
    const lives = new Map<NodeId, number>();
    const registeredUnder = new BoundedMap<number, BrokerId>();
    const takenBy = new BoundedMap<number, NodeId>();
    const checkRegistered = (brokerId: BrokerId, epoch: number): void => {
      const incarnation = image.view.broker(brokerId)?.incarnation ?? '';
      const before = registered.get(brokerId);
      registered.set(brokerId, { epoch, incarnation });
      const other = registeredUnder.get(epoch);
      registeredUnder.set(epoch, brokerId);
      // A log that a majority of disks has lost begins again.
      if (!damages.hasHealthyCore(brokers)) return;
      judged();
      if (other !== undefined && other !== brokerId)
        violate(`broker ${brokerId} is registered under epoch ${epoch}, as broker ${other} is`);
      if (before === undefined || epoch > before.epoch) return;
      if (epoch === before.epoch && incarnation === before.incarnation) return;
      const was = `epoch ${before.epoch} of ${before.incarnation}`;
      violate(`broker ${brokerId} is registered under epoch ${epoch} of ${incarnation} after ${was}`);
    };
    return {
      ...hears([...CHANGING, 'brokerEpochTaken'], (fact) => {
        for (const change of image.changes)
          if (change.type === 'brokerRegistered') checkRegistered(change.brokerId, change.brokerEpoch);
        if (fact.type !== 'brokerEpochTaken') return;
        const { nodeId, brokerEpoch: epoch } = fact;
        const life = lives.get(nodeId) ?? 1;
        const before = taken.get(nodeId);
        taken.set(nodeId, { epoch, life });
        const other = takenBy.get(epoch);
        takenBy.set(epoch, nodeId);
        // As above.
        if (!damages.hasHealthyCore(brokers)) return;
        judged();
        if (other !== undefined && other !== nodeId)
          violate(`${nodeId} takes epoch ${epoch}, which ${other} has taken`);
        if (before === undefined) return;
        if (epoch > before.epoch || (epoch === before.epoch && life === before.life)) return;
        violate(
          `${nodeId} takes epoch ${epoch} in its life ${life}, after ${before.epoch} in ${before.life}`,
        );
      }),
      onCrash(nodeId) {
        lives.set(nodeId, (lives.get(nodeId) ?? 1) + 1);
      },
    };
  },
};
