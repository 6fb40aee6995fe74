import type { Invariant } from '../harness/definition/invariant.js';
import { BoundedMap } from './track/bounded-map.js';

/** Places of the metadata log that are remembered. */
const PLACES_MAX = 65_536;

/**
 * Whoever was told that a proposal is committed was told the truth: what is applied at its place is of its term (invariants 9, 27).
 * A wait that looks at the index alone takes another leader's entry for its own. Checked when it is told, and when the place is applied.
 */
export const reportedProposalIsCommitted: Invariant = {
  name: 'reported-proposal-is-committed',
  doc: 'A proposal that is reported as committed is what stands at its place.',
  source: 'Raft paper, section 5.3; spec c L5',
  create: ({ violate }) => {
    const appliedTerms = new BoundedMap<number, number>(PLACES_MAX);
    const reportedTerms = new BoundedMap<number, { readonly term: number; readonly nodeId: string }>(
      PLACES_MAX,
    );
    return {
      onFact(fact) {
        if (fact.type !== 'applied' && fact.type !== 'proposalReported') return;
        const { index } = fact;
        if (fact.type === 'applied') {
          if (appliedTerms.get(index) !== undefined) return;
          appliedTerms.set(index, fact.term);
        } else reportedTerms.set(index, fact);
        const reported = reportedTerms.get(index);
        const applied = appliedTerms.get(index);
        if (reported === undefined || applied === undefined || reported.term === applied) return;
        const { nodeId, term } = reported;
        violate(
          `${nodeId} reported index ${index} of term ${term} as committed; term ${applied} is what was applied`,
        );
      },
    };
  },
};
