import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from './invariant.js';
import { BoundedMap } from './track/bounded-map.js';

/** Terms that are remembered. */
const TERMS_MAX = 65_536;

/**
 * A node that accepts a proposal has put it into its own log, as the leader of the term. One that passes it on instead cannot tell
 * who proposed it what becomes of it: it may be dropped, or be committed at a place that nobody knows. Checked when it is accepted.
 */
export const acceptedProposalIsInOwnLog: Invariant = {
  name: 'accepted-proposal-is-in-own-log',
  doc: 'A proposal is accepted only by a node that leads, which puts it into its own log.',
  source: 'Raft paper, section 5.3 (clients’ commands go to the leader); spec c L17',
  create: ({ violate }) => {
    const leaderOfTerm = new BoundedMap<number, NodeId>(TERMS_MAX);
    return {
      onFact(fact) {
        if (fact.type === 'role' && fact.role === 'leader') leaderOfTerm.set(fact.term, fact.nodeId);
        if (fact.type !== 'proposalAccepted') return;
        const { nodeId, place } = fact;
        if (place === null) violate(`${nodeId} accepted a proposal that it does not have`);
        else if (leaderOfTerm.get(place.term) !== nodeId) {
          const leader = leaderOfTerm.get(place.term) ?? 'nobody';
          violate(
            `${nodeId} accepted a proposal for index ${String(place.index)} of term ${String(place.term)}, which ${leader} leads`,
          );
        }
      },
    };
  },
};
