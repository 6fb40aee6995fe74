import type { Broker } from '../../broker-core/protocol/records.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedImage } from './track/committed-image.js';

/**
 * A broker that was said to be registered is: this life of it, with the address that was given. That some registration of its id is
 * there, an older one, is not enough (invariant 27). Checked when it is said.
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
        const { nodeId, brokerId } = fact;
        const told = lifeAndAddress(fact);
        const record = image.view.broker(brokerId);
        const found = record === undefined ? 'none' : lifeAndAddress(record);
        if (found !== told)
          violate(`${nodeId} acknowledged broker ${brokerId}, ${told}, and the metadata has ${found}`);
      },
    };
  },
};

function lifeAndAddress({ incarnation, host, port }: Pick<Broker, 'incarnation' | 'host' | 'port'>): string {
  return `${incarnation} at ${host}:${port}`;
}
