import type { Invariant } from './invariant.js';
import { CommittedImage } from './track/committed-image.js';

/**
 * A broker that was said to be registered is, and with the address that was given: that some registration of its id is there, an older
 * one, is not enough (invariant 27). Checked when it is said.
 */
export const acknowledgedRegistrationIsApplied: Invariant = {
  name: 'acknowledged-registration-is-applied',
  doc: 'A registration that is acknowledged is in the metadata, that one and no older one.',
  source: 'KIP-631 (broker epochs); spec c L14',
  create: ({ violate }) => {
    const image = new CommittedImage();
    return {
      onFact(fact) {
        image.take(fact);
        if (fact.type !== 'brokerAcknowledged') return;
        const { nodeId, brokerId, incarnation } = fact;
        const found = image.view.broker(brokerId)?.incarnation ?? 'none';
        if (found !== incarnation)
          violate(
            `${nodeId} acknowledged broker ${String(brokerId)} at ${incarnation}, and the metadata has ${found}`,
          );
      },
    };
  },
};
