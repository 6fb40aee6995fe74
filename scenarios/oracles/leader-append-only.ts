import type { NodeId } from '../../broker-core/env.js';
import type { Invariant } from '../harness/definition/invariant.js';

/** A leader never overwrites or deletes entries of its log, it only appends (invariant 4). Checked when entries are written. */
export const leaderAppendOnly: Invariant = {
  name: 'leader-append-only',
  doc: 'A leader of the metadata log only appends to its own log.',
  source: 'Raft paper, figure 3',
  create: ({ violate }) => {
    const lastIndexOf = new Map<NodeId, number>();
    const termLed = new Map<NodeId, number>();
    return {
      onFact(fact) {
        if (fact.type === 'role') {
          if (fact.role === 'leader') termLed.set(fact.nodeId, fact.term);
          else termLed.delete(fact.nodeId);
        } else if (fact.type === 'entriesWritten') {
          const { nodeId, entries } = fact;
          const [first] = entries;
          const last = entries[entries.length - 1];
          if (first === undefined || last === undefined) return;
          const lastIndex = lastIndexOf.get(nodeId) ?? 0;
          const term = termLed.get(nodeId);
          if (term !== undefined && first.index <= lastIndex) {
            violate(
              `${nodeId} leads term ${term} and writes index ${first.index} in a log that ends at ${lastIndex}`,
            );
          }
          lastIndexOf.set(nodeId, last.index);
        } else if (fact.type === 'restored') {
          const { snapshot, entries } = fact.state;
          lastIndexOf.set(fact.nodeId, entries[entries.length - 1]?.index ?? snapshot?.index ?? 0);
        } else if (fact.type === 'snapshotInstalled') lastIndexOf.set(fact.nodeId, fact.snapshot.index);
      },
      onCrash(nodeId) {
        termLed.delete(nodeId);
      },
    };
  },
};
