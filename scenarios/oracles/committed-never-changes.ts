import type { NodeId } from '../../broker-core/env.js';
import type { Entry } from '../../broker-core/raft/index.js';
import type { Invariant } from '../harness/definition/invariant.js';
import { CommittedEntries } from './track/committed-entries.js';

/**
 * A node that has applied an entry never writes another one in its place, and finds no other one there after a restart
 * (invariants 9 and 10). Checked when entries are written, and when a node finds its log again.
 */
export const committedNeverChanges: Invariant = {
  name: 'committed-never-changes',
  doc: 'What a node has applied of the metadata log stays in its log as it is.',
  source: 'Raft paper, section 5.4 (figure 8)',
  create: ({ violate }) => {
    const committed = new CommittedEntries();
    /** In whatever life. */
    const appliedBy = new Map<NodeId, number>();
    const check = (nodeId: NodeId, throughIndex: number, entries: readonly Entry[], verb: string): void => {
      for (const { index, term } of entries) {
        if (index > throughIndex) return;
        const was = committed.at(index);
        if (was === undefined || was.term === term) continue;
        violate(`${nodeId} ${verb} term ${term} at index ${index}, where it had applied term ${was.term}`);
        return;
      }
    };
    return {
      onFact(fact) {
        if (fact.type === 'applied') {
          committed.add(fact);
          if (fact.index > (appliedBy.get(fact.nodeId) ?? 0)) appliedBy.set(fact.nodeId, fact.index);
        } else if (fact.type === 'entriesWritten') {
          check(fact.nodeId, appliedBy.get(fact.nodeId) ?? 0, fact.entries, 'writes an entry of');
        } else if (fact.type === 'restored') {
          const { entries } = fact.state;
          check(fact.nodeId, appliedBy.get(fact.nodeId) ?? 0, entries, 'finds an entry of');
        }
      },
    };
  },
};
