import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';

interface Accepted {
  readonly nodeId: NodeId;
  readonly index: number;
  readonly term: number;
}

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
    /**
     * The first that a node accepted in a term of which no leader has been heard: one that has just won tells so at the end of its
     * turn, if it lives.
     */
    const early = new Map<string, Accepted>();
    const forget = (isGone: (accepted: Accepted) => boolean): void => {
      for (const [key, accepted] of early) if (isGone(accepted)) early.delete(key);
    };
    const judge = ({ nodeId, index, term }: Accepted, leader: NodeId): void => {
      if (leader === nodeId) return;
      violate(`${nodeId} accepted a proposal for index ${index} of term ${term}, which ${leader} leads`);
    };
    return {
      onFact(fact) {
        if (fact.type === 'role' && fact.role === 'leader') {
          leaderOfTerm.set(fact.term, fact.nodeId);
          for (const accepted of early.values())
            if (accepted.term === fact.term) judge(accepted, fact.nodeId);
          forget(({ term }) => term === fact.term);
        }
        if (fact.type === 'fenced') forget(({ nodeId }) => nodeId === fact.nodeId);
        if (fact.type !== 'proposalAccepted') return;
        const { nodeId, place } = fact;
        if (place === null) {
          violate(`${nodeId} accepted a proposal that it does not have`);
          return;
        }
        const accepted = { nodeId, ...place };
        const leader = leaderOfTerm.get(place.term);
        if (leader !== undefined) judge(accepted, leader);
        else {
          const key = `${nodeId} ${place.term}`;
          if (!early.has(key)) early.set(key, accepted);
        }
      },
      onCrash(nodeId) {
        forget((accepted) => accepted.nodeId === nodeId);
      },
      atEnd() {
        for (const { nodeId, index, term } of early.values()) {
          const what = `index ${index} of term ${term}`;
          violate(`${nodeId} accepted a proposal for ${what}, which nobody came to lead`);
        }
      },
    };
  },
};
