import type { Invariant } from '../harness/definition/invariant.js';

/** At most one leader in a term (Raft paper, figure 3). Checked when a node becomes leader. */
export const electionSafety: Invariant = {
  name: 'election-safety',
  doc: 'At most one node leads the metadata log in a term.',
  source: 'Raft paper, figure 3',
  create: ({ violate }) => {
    const leaderOfTerm = new Map<number, string>();
    return {
      onFact(fact) {
        if (fact.type !== 'role' || fact.role !== 'leader') return;
        const other = leaderOfTerm.get(fact.term);
        if (other !== undefined && other !== fact.nodeId)
          violate(`${other} and ${fact.nodeId} both lead term ${fact.term}`);
        leaderOfTerm.set(fact.term, fact.nodeId);
      },
    };
  },
};
