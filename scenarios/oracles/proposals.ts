/** What becomes of a proposal. */
import type { NodeId } from '../../broker-core/env.js';
import { hears, type Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';

interface Accepted {
  readonly nodeId: NodeId;
  readonly index: number;
  readonly term: number;
}

/** Terms that are remembered. */
const TERMS_MAX = 65_536;

/**
 * A node that passes it on cannot tell the proposer what becomes of it: it may be dropped, or be committed at
 * a place that nobody knows.
 */
export const acceptedProposalIsInOwnLog: Invariant = {
  name: 'accepted-proposal-is-in-own-log',
  doc: 'A proposal is accepted only by a node that leads, which puts it into its own log.',
  source: 'Raft paper, section 5.3 (clients’ commands go to the leader)',
  create: ({ violate, judged }) => {
    const leaderOfTerm = new BoundedMap<number, NodeId>(TERMS_MAX);
    /**
     * The first that a node accepted in a term of which no leader has been heard: one that has just won tells
     * so at the end of its turn, if it lives.
     */
    const early = new Map<string, Accepted>();
    const forget = (isGone: (accepted: Accepted) => boolean): void => {
      for (const [key, accepted] of early) if (isGone(accepted)) early.delete(key);
    };
    const judge = ({ nodeId, index, term }: Accepted, leader: NodeId): void => {
      judged();
      if (leader === nodeId) return;
      violate(`${nodeId} accepted a proposal for index ${index} of term ${term}, which ${leader} leads`);
    };
    return {
      ...hears(['role', 'fenced', 'proposalAccepted'], (fact) => {
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
          judged();
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
      }),
      onCrash(nodeId) {
        forget((accepted) => accepted.nodeId === nodeId);
      },
      atEnd() {
        for (const { nodeId, index, term } of early.values()) {
          judged();
          const what = `index ${index} of term ${term}`;
          violate(`${nodeId} accepted a proposal for ${what}, which nobody came to lead`);
        }
      },
    };
  },
};

/** Places of the metadata log that are remembered. */
const PLACES_MAX = 65_536;

/** A wait that looks at the index alone takes another leader's entry for its own. */
export const reportedProposalIsCommitted: Invariant = {
  name: 'reported-proposal-is-committed',
  doc: 'A proposal that is reported as committed is what stands at its place.',
  source: 'Raft paper, section 5.3',
  create: ({ violate, judged }) => {
    const appliedTerms = new BoundedMap<number, number>(PLACES_MAX);
    const reportedTerms = new BoundedMap<number, { readonly term: number; readonly nodeId: string }>(
      PLACES_MAX,
    );
    return {
      ...hears(['applied', 'proposalReported'], (fact) => {
        if (fact.type !== 'applied' && fact.type !== 'proposalReported') return;
        const { index } = fact;
        if (fact.type === 'applied') {
          if (appliedTerms.get(index) !== undefined) return;
          appliedTerms.set(index, fact.term);
        } else reportedTerms.set(index, fact);
        const reported = reportedTerms.get(index);
        const applied = appliedTerms.get(index);
        if (reported === undefined || applied === undefined) return;
        judged();
        if (reported.term === applied) return;
        const { nodeId, term } = reported;
        violate(
          `${nodeId} reported index ${index} of term ${term} as committed; term ${applied} is what was applied`,
        );
      }),
    };
  },
};
