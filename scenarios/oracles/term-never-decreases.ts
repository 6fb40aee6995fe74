import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PendingWrites } from './track/pending-writes.js';

interface Terms {
  /** Known in this life. */
  current: number;
  durable: number;
  readonly pending: PendingWrites<number>;
}

/** A node's term only grows; after a restart it is at least what was durable (invariant 3). Checked when it is stored and restored. */
export const termNeverDecreases: Invariant = {
  name: 'term-never-decreases',
  doc: 'The term of a node never goes back, also across restarts.',
  source: 'Raft paper, section 5.1 and figure 2 (currentTerm "increases monotonically")',
  create: ({ violate }) => {
    const nodes = new Map<NodeId, Terms>();
    const termsOf = (nodeId: NodeId): Terms => {
      const known = nodes.get(nodeId) ?? { current: 0, durable: 0, pending: new PendingWrites<number>() };
      nodes.set(nodeId, known);
      return known;
    };
    const advance = (nodeId: NodeId, terms: Terms, term: number): void => {
      if (term < terms.current) violate(`${nodeId} goes from term ${terms.current} back to ${term}`);
      terms.current = term;
    };
    return {
      onFact(fact) {
        if (fact.type === 'hardStateWritten') {
          const terms = termsOf(fact.nodeId);
          advance(fact.nodeId, terms, fact.term);
          terms.pending.add(fact.readyNumber, fact.term);
        } else if (fact.type === 'role') advance(fact.nodeId, termsOf(fact.nodeId), fact.term);
        else if (fact.type === 'readyDurable') {
          const terms = termsOf(fact.nodeId);
          terms.durable = terms.pending.takeUpTo(fact.readyNumber).at(-1) ?? terms.durable;
        } else if (fact.type === 'restored') {
          const terms = termsOf(fact.nodeId);
          const { term } = fact.state.hardState;
          terms.current = terms.durable;
          terms.pending.clear();
          advance(fact.nodeId, terms, term);
          terms.durable = term;
        }
      },
    };
  },
};
