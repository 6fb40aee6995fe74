import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { PendingWrites } from './track/pending-writes.js';
import { PerNode } from './track/per-partition.js';

interface Terms {
  /** Known in this life. */
  current: number;
  durable: number;
  readonly pending: PendingWrites<number>;
}

export const termNeverDecreases: Invariant = {
  name: 'term-never-decreases',
  doc: 'The term of a node never goes back, also across restarts.',
  source: 'Raft paper, section 5.1 and figure 2 (currentTerm "increases monotonically")',
  create: ({ violate }) => {
    const nodes = new PerNode((): Terms => ({
      current: 0,
      durable: 0,
      pending: new PendingWrites<number>(),
    }));
    const advance = (nodeId: NodeId, terms: Terms, term: number): void => {
      if (term < terms.current) violate(`${nodeId} goes from term ${terms.current} back to ${term}`);
      terms.current = term;
    };
    return {
      onFact(fact) {
        if (fact.type === 'hardStateWritten') {
          const terms = nodes.of(fact.nodeId);
          advance(fact.nodeId, terms, fact.term);
          terms.pending.add(fact.readyNumber, fact.term);
        } else if (fact.type === 'role') advance(fact.nodeId, nodes.of(fact.nodeId), fact.term);
        else if (fact.type === 'readyDurable') {
          const terms = nodes.of(fact.nodeId);
          terms.durable = terms.pending.takeUpTo(fact.readyNumber).at(-1) ?? terms.durable;
        } else if (fact.type === 'restored') {
          const terms = nodes.of(fact.nodeId);
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
